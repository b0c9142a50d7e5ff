using Spectre.Console;

namespace TableTap.Cli;

/// <summary>Shows how work stands: one living line on a terminal; elsewhere nothing, or a plain line now and then.</summary>
/// <typeparam name="T">What the work tells about itself.</typeparam>
/// <param name="beginning">What is shown before the work has told anything.</param>
/// <param name="words">What it told, in one line.</param>
/// <param name="plainEvery">Where nobody looks, each so many-th line is written; null for none.</param>
internal sealed class ProgressLine<T>(
    string beginning,
    Func<T, string> words,
    int? plainEvery = null
)
{
    private int _count;

    /// <summary>Runs work while showing its progress.</summary>
    /// <typeparam name="TReport">What comes of the work.</typeparam>
    /// <param name="writer">Where progress is shown.</param>
    /// <param name="work">Does the work, and tells how it stands.</param>
    public Task<TReport> ShowAsync<TReport>(TextWriter writer, Func<Action<T>, Task<TReport>> work)
    {
        var console = Terminal.On(writer);
        return Terminal.IsTerminal(writer) || Terminal.IsErrorTerminal(writer)
            ? console
                .Status()
                .StartAsync(
                    beginning,
                    status => work(now => status.Status(Markup.Escape(words(now))))
                )
            : work(now =>
            {
                if (plainEvery is { } every && _count++ % every == 0)
                {
                    console.WriteLine(words(now));
                }
            });
    }
}
