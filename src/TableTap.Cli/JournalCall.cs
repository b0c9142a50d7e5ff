using System.CommandLine;

namespace TableTap.Cli;

/// <summary>A call of <c>tabletap journal …</c>.</summary>
/// <param name="Parsed">What was typed.</param>
/// <param name="Store">The store's file.</param>
internal sealed record JournalCall(ParseResult Parsed, string Store)
{
    /// <summary>The writer that results are printed to: standard output.</summary>
    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    /// <summary>Does something that takes its time, and shows on a terminal how far it is.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="work">Does it; tells the pages done and the pages there are.</param>
    public async Task WithProgressAsync(string what, Func<Action<long, long>, Task> work)
    {
        var error = Parsed.InvocationConfiguration.Error;
        if (!Terminal.IsErrorTerminal(error))
        {
            await work((_, _) => { });
            return;
        }

        var shown = -1L;
        await work(
            (done, all) =>
            {
                var percent = all == 0 ? 100 : done * 100 / all;
                if (percent != shown)
                {
                    shown = percent;
                    error.Write($"\r{what} {percent} %");
                }
            }
        );
        await error.WriteLineAsync();
    }
}
