using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>The PostgreSQL of these tests, which are skipped where it is not installed.</summary>
internal static class RealPostgres
{
    public static Task<PostgresServer> Shared
    {
        get
        {
            Require();
            return PostgresServer.Shared;
        }
    }

    public static void Require() =>
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");

    public static async Task<string> NewSchemaAsync() => await (await Shared).NewSchemaAsync();
}
