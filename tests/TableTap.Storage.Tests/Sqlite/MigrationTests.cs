using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Tests.Sqlite;

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

    [Fact]
    public void What_the_first_schema_holds_of_orders_is_entered_in_the_index()
    {
        Migrations.Apply(_connection, 0, [Schema.Scripts[0]]);
        Statement.Run(
            _connection,
            """
            INSERT INTO stream VALUES (1, 'cafe:demo', 6), (2, 'server', 1);
            INSERT INTO fact (stream, version, type, at, data) VALUES
                (1, 1, 'cafe_configured', 1, CAST('{"profile":{}}' AS BLOB)),
                (1, 2, 'order_created', 20, CAST('{"orderId":"o1","ownerId":"john"}' AS BLOB)),
                (1, 3, 'order_created', 30, CAST('{"orderId":"o2","ownerId":null}' AS BLOB)),
                (1, 4, 'order_assigned', 40, CAST('{"orderId":"o1","counterId":"cold"}' AS BLOB)),
                (1, 5, 'order_completed', 50, CAST('{"orderId":"o1"}' AS BLOB)),
                (1, 6, 'order_rated', 60, CAST('{"orderId":"o1"}' AS BLOB)),
                (2, 1, 'revoked', 1, CAST('not json' AS BLOB));
            """
        );

        Migrations.Apply(_connection, 1, Schema.Scripts);

        Assert.Equal(
            "2 o1, 3 o2, 4 o1, 5 o1, 6 o1",
            Text(
                "SELECT version || ' ' || subject FROM fact WHERE subject IS NOT NULL ORDER BY version"
            )
        );
        Assert.Equal(
            "1 counter=cold 20 o1, 1 customer=john 20 o1, 1 order 20 o1, 1 status=completed 20 o1",
            Text(
                "SELECT stream || ' ' || term || ' ' || at || ' ' || subject FROM entry ORDER BY term"
            )
        );
    }

    [Fact]
    public void What_the_first_schema_holds_of_payments_and_refunds_is_entered_in_the_index()
    {
        Migrations.Apply(_connection, 0, [Schema.Scripts[0]]);
        Statement.Run(
            _connection,
            """
            INSERT INTO stream VALUES (1, 'cafe:demo', 7);
            INSERT INTO fact (stream, version, type, at, data) VALUES
                (1, 1, 'order_created', 10, CAST('{"orderId":"o1"}' AS BLOB)),
                (1, 2, 'order_created', 20, CAST('{"orderId":"o2"}' AS BLOB)),
                (1, 3, 'payment_processed', 30, CAST('{"orderId":"o1","transactionId":"pi_1"}' AS BLOB)),
                (1, 4, 'payment_processed', 40, CAST('{"orderId":"o2","transactionId":"pi_2"}' AS BLOB)),
                (1, 5, 'payment_refunded', 50, CAST('{"orderId":"o1","refundId":"r1"}' AS BLOB)),
                (1, 6, 'payment_refunded', 60, CAST('{"orderId":"o2","refundId":"r2","refundStatus":"pending"}' AS BLOB)),
                (1, 7, 'refund_reported', 70, CAST('{"orderId":"o2","refundId":"r2","refundStatus":"failed"}' AS BLOB));
            """
        );

        Migrations.Apply(_connection, 1, Schema.Scripts);

        Assert.Equal(
            "payment=pi_1 10 o1, payment=pi_2 20 o2, refund 50 o1, refund 60 o2, refund=failed 60 o2, refund=pending 60 o2, refund=succeeded 50 o1",
            Text("SELECT term || ' ' || at || ' ' || subject FROM entry ORDER BY term, at")
        );
    }

    [Fact]
    public void No_script_looks_at_every_fact_of_a_café_for_each_of_its_facts()
    {
        var joins = 0;
        foreach (var script in Schema.Scripts)
        {
            foreach (var statement in script.Split(';', StringSplitOptions.TrimEntries))
            {
                if (statement.Contains(" JOIN ", StringComparison.Ordinal))
                {
                    var plan = Text(
                        $"EXPLAIN QUERY PLAN {statement[statement.IndexOf("SELECT", StringComparison.Ordinal)..]}",
                        column: 3
                    );
                    Assert.DoesNotContain("(stream=?)", plan, StringComparison.Ordinal);
                    Assert.Single(plan.Split("SCAN ")[1..]);
                    joins++;
                }

                Statement.Run(_connection, statement);
            }
        }

        Assert.True(joins > 0);
    }

    private string Text(string select, int column = 0)
    {
        using var statement = new Statement(_connection, select);
        using var rows = statement.Read();
        var lines = new List<string>();
        while (rows.Read())
        {
            lines.Add(rows.GetString(column));
        }

        return string.Join(", ", lines);
    }
}
