using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using TableTap.Backplane;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Hub;
using TableTap.Server.Hosting;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>docs/log.md lists every line that the server logs, by its event id.</summary>
public sealed class LogReferenceTests
{
    private static readonly IReadOnlyList<LoggerMessageAttribute> All =
    [
        .. from assembly in (Assembly[])
            [
                typeof(ServerHost).Assembly,
                typeof(CafeHost).Assembly,
                typeof(RealtimeHub).Assembly,
                typeof(SqliteJournal).Assembly,
                typeof(RedisBackplane).Assembly,
            ]
        from type in assembly.GetTypes()
        from method in type.GetMethods(
            BindingFlags.Static
                | BindingFlags.Public
                | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly
        )
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select message,
    ];

    [Fact]
    public void Every_line_has_an_id_and_no_two_have_the_same()
    {
        Assert.True(All.Count > 40, $"only {All.Count}");
        Assert.All(All, message => Assert.True(message.EventId > 0, message.Message));
        Assert.Equal(All.Count, All.DistinctBy(message => message.EventId).Count());
    }

    [Fact]
    public async Task The_reference_of_the_log_is_made_from_the_code()
    {
        var text = new StringBuilder(
            """
            # What the server logs

            Made from the code: `UPDATE_PROTOCOL=1 ./test LogReferenceTests` writes it.
            The number is the event id, which stands in brackets behind the category of a line and never changes.
            [Operations](operations.md#configuration) says how much is logged, and how that is changed without a restart.

            | id | level | line |
            | --- | --- | --- |

            """
        );
        foreach (var message in All)
        {
            text.Append($"| {message.EventId} | {message.Level} | {message.Message} |\n");
        }

        var file = Path.Combine(Repository.Root, "docs", "log.md");
        var cancel = TestContext.Current.CancellationToken;
        if (Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1")
        {
            await File.WriteAllTextAsync(file, text.ToString(), cancel);
        }

        Assert.Equal(text.ToString(), await File.ReadAllTextAsync(file, cancel));
    }
}
