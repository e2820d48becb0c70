using System.Buffers.Binary;
using Paklog.Lakehouse.Iceberg.Parquet;

namespace Paklog.Lakehouse.Iceberg.Tests.Parquet;

/// <summary>Damage; that schemas are read as they are is shown by all files that the engines read.</summary>
public class ParquetFooterTests
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    // FileMetaData { 1: i32 version = 1, 2: list<SchemaElement> = [{ 4: "root", 5: 1 child }, { 1: INT64, 4: "id", 9: field id 7 }] }
    private static readonly byte[] Footer =
    [
        0x15, 0x02, 0x19, 0x2c, 0x48, 4, (byte)'r', (byte)'o', (byte)'o', (byte)'t', 0x15, 0x02, 0x00, 0x15, 0x04, 0x38, 2, (byte)'i', (byte)'d', 0x55, 0x0e, 0x00, 0x00,
    ];

    [Fact]
    public async Task A_column_has_its_name_type_and_id()
    {
        var root = await ReadAsync(Whole(Footer));

        var column = Assert.Single(root.Children);
        Assert.Equal(("id", 7, "long", true, false), (column.Name, column.Id, column.Type!.ToString(), root.HasIds, column.IsRepeated));
        Assert.Same(root, await ReadAsync(Whole(Footer)));
    }

    [Fact]
    public async Task A_file_that_is_cut_or_changed_anywhere_is_an_error_with_its_name_or_another_schema_and_never_a_crash()
    {
        for (var index = 0; index < Footer.Length; index++)
        {
            foreach (var value in (byte[])[0x00, 0x01, 0x0f, 0x7f, 0x80, 0xf9, 0xff])
            {
                var changed = Footer.ToArray();
                changed[index] = value;
                await ReadOrFailAsync(Whole(changed));
            }

            await ReadOrFailAsync(Whole(Footer[..index]));
        }

        var whole = Whole(Footer);
        for (var length = 0; length < whole.Length; length++)
            Assert.Contains("the file x is no whole Parquet file", (await Assert.ThrowsAsync<IcebergException>(() => ReadAsync(whole[..length]))).Message);
        Assert.Contains("encrypted", (await Assert.ThrowsAsync<IcebergException>(() => ReadAsync([.. whole[..^4], .. "PARE"u8]))).Message);
    }

    private static async Task ReadOrFailAsync(byte[] file)
    {
        try
        {
            await ReadAsync(file);
        }
        catch (IcebergException error)
        {
            Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        }
    }

    private static Task<ParquetField> ReadAsync(byte[] file) => ParquetFooter.ReadAsync(new MemoryStream(file), "the file x", TestContext.Current.CancellationToken);

    private static byte[] Whole(byte[] footer)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. Magic, .. footer, .. length, .. Magic];
    }
}
