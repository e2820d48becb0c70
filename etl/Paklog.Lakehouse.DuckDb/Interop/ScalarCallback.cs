using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Paklog.Lakehouse.DuckDb.Vectors;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>What the engine calls for a function in C#: no exception may pass into native code.</summary>
internal static unsafe class ScalarCallback
{
    /// <summary>Ties the delegate to the native function, which keeps it alive as long as it lives itself.</summary>
    public static void Attach(nint nativeFunction, DuckDbScalarFunction function)
    {
        NativeMethods.ScalarFunctionSetExtraInfo(nativeFunction, GCHandle.ToIntPtr(GCHandle.Alloc(function)), &Release);
        NativeMethods.ScalarFunctionSetFunction(nativeFunction, &Call);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint handle) => GCHandle.FromIntPtr(handle).Free();

    /// <summary>The arguments come flat (CAPIScalarFunction of DuckDB's scalar_function-c.cpp), the result is to be.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint info, nint chunk, nint result)
    {
        try
        {
            var function = (DuckDbScalarFunction)GCHandle.FromIntPtr(NativeMethods.ScalarFunctionGetExtraInfo(info)).Target!;
            var count = (int)NativeMethods.DataChunkGetSize(chunk);
            var vector = NativeMethods.DataChunkGetVector(chunk, 0);
            var reader = new VectorReader(LogicalTypes.Take(NativeMethods.OwnedVectorType(vector)));
            reader.Bind(vector);
            function(new DuckDbVector(reader, count), new Span<int>(NativeMethods.VectorGetData(result), count));
            PassNulls(reader, result, count);
        }
        catch (Exception error)
        {
            NativeMethods.ScalarFunctionSetError(info, NativeText.Terminated(error.Message.Replace('\0', ' '), "error message"));
        }
    }

    private static void PassNulls(VectorReader argument, nint result, int count)
    {
        ulong* validity = null;
        for (var row = 0; row < count; row++)
        {
            if (!argument.IsNull((ulong)row))
                continue;
            if (validity == null)
            {
                NativeMethods.VectorEnsureValidityWritable(result);
                validity = NativeMethods.VectorGetValidity(result);
            }

            NativeMethods.ValiditySetRowInvalid(validity, (ulong)row);
        }
    }
}
