using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// References as small files of a local folder: <c>branches/&lt;name&gt;</c> and <c>tags/&lt;name&gt;</c>. Readers take no lock, because a file is replaced by rename.
/// Writers hold the lock file <c>.lock</c> while they compare and swap.
/// </summary>
public sealed class LocalReferenceStore : IReferenceStore
{
    private readonly string folder;
    private readonly string lockFile;
    private readonly EmbeddedCatalogOptions options;
    private bool lockIsProven;

    /// <param name="folder">A local path; it is created when something is written.</param>
    public LocalReferenceStore(string folder, EmbeddedCatalogOptions options)
    {
        this.folder = folder;
        this.options = options;
        lockFile = Path.Combine(folder, ".lock");
    }

    /// <inheritdoc/>
    public async Task<CatalogReference?> ReadAsync(string name, CancellationToken cancellationToken = default)
    {
        ReferenceName.Check(name);
        foreach (var kind in Enum.GetValues<ReferenceKind>())
        {
            // On a file system that ignores case the file of another name may be found.
            if (await ReadFileAsync(PathOf(kind, name), kind, cancellationToken) is { } reference && reference.Name == name)
                return reference;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogReference>> ListAsync(CancellationToken cancellationToken = default)
    {
        var references = new List<CatalogReference>();
        foreach (var kind in Enum.GetValues<ReferenceKind>())
        {
            var files = new DirectoryInfo(FolderOf(kind));
            if (!files.Exists)
                continue;

            // Names begin with a letter; what begins with a dot is an unfinished write.
            foreach (var file in files.EnumerateFiles().Where(file => char.IsAsciiLetter(file.Name[0])))
            {
                // Somebody's copy of a reference file names that reference, not itself.
                if (await ReadFileAsync(file.FullName, kind, cancellationToken) is { } reference && ReferenceName.ToFileName(reference.Name) == file.Name)
                    references.Add(reference);
            }
        }

        return [.. references.OrderBy(reference => reference.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<bool> CompareAndSwapAsync(
        string name, CatalogReference? expected, CatalogReference? replacement, CancellationToken cancellationToken = default)
    {
        ReferenceName.Check(name);
        if (replacement is not null && (replacement.Name != name || (expected is not null && expected.Kind != replacement.Kind)))
            throw new ArgumentException("A reference keeps its name and kind.", nameof(replacement));
        DurableFolder.Create(folder);
        await using var held = await FileLock.AcquireAsync(lockFile, options.Clock, options.Random, cancellationToken);
        ProveLock();
        if (await ReadAsync(name, cancellationToken) != expected)
            return false;
        if (replacement is null)
            Delete(expected);
        else
            await ReplaceAsync(expected, replacement, cancellationToken);
        return true;
    }

    private void Delete(CatalogReference? expected)
    {
        if (expected is null)
            return;
        File.Delete(PathOf(expected.Kind, expected.Name));
        Flush(FolderOf(expected.Kind), expected.Name);
    }

    private async Task ReplaceAsync(CatalogReference? expected, CatalogReference replacement, CancellationToken cancellationToken)
    {
        var path = PathOf(replacement.Kind, replacement.Name);
        var parent = FolderOf(replacement.Kind);
        DurableFolder.Create(parent);
        if (expected is null && await ReadFileAsync(path, replacement.Kind, cancellationToken) is { } other)
        {
            throw new IcebergException(
                IcebergErrorKind.AlreadyExists, $"'{replacement.Name}' cannot be created beside '{other.Name}': this file system does not tell upper from lower case; choose another name.");
        }

        var unfinished = Path.Combine(parent, $".{Path.GetFileName(path)}.{options.NewGuid():N}.unfinished");
        try
        {
            await using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(Encode(replacement));
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        Flush(parent, replacement.Name);
    }

    private static void Flush(string parent, string name)
    {
        try
        {
            DurableFolder.Flush(parent);
        }
        catch (IOException e)
        {
            throw new IcebergException(
                IcebergErrorKind.CommitStateUnknown,
                $"The reference '{name}' was changed but could not be made durable; load it to see where it stands before anything is tried again. {e.Message}",
                inner: e);
        }
    }

    private void ProveLock()
    {
        if (lockIsProven)
            return;
        if (!FileLock.Excludes(lockFile))
        {
            throw new IcebergException(
                IcebergErrorKind.Unsupported,
                $"Files cannot be locked in '{folder}', so commits could be lost; put the warehouse on a local disk and leave DOTNET_SYSTEM_IO_DISABLEFILELOCKING unset.");
        }

        lockIsProven = true;
    }

    private string FolderOf(ReferenceKind kind) => Path.Combine(folder, kind == ReferenceKind.Branch ? "branches" : "tags");

    private string PathOf(ReferenceKind kind, string name) => Path.Combine(FolderOf(kind), ReferenceName.ToFileName(name));

    private static byte[] Encode(CatalogReference reference) => CatalogJson.Encode(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", reference.Name);
        writer.WriteString("kind", CatalogNames.OfReferenceKind(reference.Kind));
        writer.WriteString("hash", reference.Hash);
        writer.WriteEndObject();
    });

    private static async Task<CatalogReference?> ReadFileAsync(string path, ReferenceKind kind, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return IcebergJson.Parse(content, "reference", ReadFrom) is { } reference && reference.Kind == kind && CatalogJson.IsHash(reference.Hash)
                ? reference
                : throw IcebergException.InvalidData("Its kind or hash is wrong.");
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.InvalidData)
        {
            throw IcebergException.InvalidData($"The reference file '{path}' is damaged: {e.Message} Bring it back from a copy, or write the hash of a commit into it.", e);
        }
    }

    private static CatalogReference ReadFrom(JsonElement json) => new(
        IcebergJson.GetString(json, "name", "reference"),
        CatalogNames.ToReferenceKind(IcebergJson.GetString(json, "kind", "reference")),
        IcebergJson.GetString(json, "hash", "reference"));
}
