using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Tests;

/// <summary>Scripts in their order, each whole or not at all.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public MigrationTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Only_what_is_missing_is_applied_in_its_order()
    {
        Migrations.Apply(_connection, 0, ["CREATE TABLE a (x)"]);
        Migrations.Apply(
            _connection,
            Migrations.Identify(_connection, "x.db", 3, mayMigrate: true),
            ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "INSERT INTO b VALUES (7)"]
        );

        Assert.Equal(7, Statement.Ask(_connection, "SELECT x FROM b"));
        Assert.Equal(3, Statement.Ask(_connection, "PRAGMA user_version"));
    }

    [Fact]
    public void A_script_that_fails_leaves_nothing_behind()
    {
        Assert.Throws<SqliteException>(() =>
            Migrations.Apply(
                _connection,
                0,
                ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"]
            )
        );

        Assert.Equal(1, Statement.Ask(_connection, "PRAGMA user_version"));
        Assert.Equal(1, Statement.Ask(_connection, "SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void An_older_store_is_refused_where_migrating_is_not_allowed()
    {
        Migrations.Apply(_connection, 0, ["CREATE TABLE a (x)"]);

        var refused = Assert.Throws<StoreRefusedException>(() =>
            Migrations.Identify(_connection, "x.db", 2, mayMigrate: false)
        );

        Assert.Contains("schema 1", refused.Message, StringComparison.Ordinal);
    }
}
