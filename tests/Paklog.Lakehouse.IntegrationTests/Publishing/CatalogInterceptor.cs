using System.Reflection;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.IntegrationTests.Publishing;

/// <summary>A real catalog, and something that happens just before each of its methods is called.</summary>
public class CatalogInterceptor : DispatchProxy
{
    private ICatalog catalog = null!;
    private Func<string, Task> before = null!;

    public static ICatalog Of(ICatalog catalog, Func<string, Task> before)
    {
        var proxy = Create<ICatalog, CatalogInterceptor>();
        ((CatalogInterceptor)(object)proxy).catalog = catalog;
        ((CatalogInterceptor)(object)proxy).before = before;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        before(targetMethod!.Name).GetAwaiter().GetResult();
        return targetMethod.Invoke(catalog, args);
    }
}
