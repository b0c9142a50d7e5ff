using TableTap.Server.Configuration;
using TableTap.Storage;

namespace TableTap.Server.Diagnosis;

/// <summary>Looks for one way in which an installation can be wrong. Immutable.</summary>
/// <param name="Id">Its name, which never changes: scripts may go by it.</param>
/// <param name="Severity">How bad what it finds is.</param>
/// <param name="Looks">What it looks for, as a phrase.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Check(string Id, Severity Severity, string Looks, string Fix)
{
    /// <summary>Whether a running server looks for it in itself again and again: that is cheap and disturbs nobody.</summary>
    /// <value>Default false: only the doctor looks.</value>
    public bool IsWatched { get; init; }

    /// <summary>Says everything that is wrong; nothing where all is well.</summary>
    internal Func<
        Installation,
        CancellationToken,
        Task<IReadOnlyList<string>>
    > Look { get; init; } = (_, _) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>A check that waits for nobody.</summary>
    internal Check(
        string id,
        Severity severity,
        string looks,
        string fix,
        Func<Installation, IEnumerable<string>> look
    )
        : this(id, severity, looks, fix) =>
        Look = (installation, _) => Task.FromResult<IReadOnlyList<string>>([.. look(installation)]);

    /// <summary>A check that asks somebody else.</summary>
    internal Check(
        string id,
        Severity severity,
        string looks,
        string fix,
        Func<Installation, CancellationToken, Task<IReadOnlyList<string>>> look
    )
        : this(id, severity, looks, fix) => Look = look;

    /// <summary>Looks, and says what is wrong with its fix.</summary>
    /// <param name="installation">What is looked at.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    internal async Task<IReadOnlyList<Finding>> RunAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string> found;
        try
        {
            found = await Look(installation, cancellationToken);
        }
        catch (Exception unreadable)
            when (FailureWords.IsOfFiles(unreadable) || unreadable is StoreRefusedException)
        {
            found =
            [
                unreadable is StoreRefusedException
                    ? unreadable.Message
                    : FailureWords.Of(installation.Options.Storage.Directory, unreadable),
            ];
        }

        return [.. found.Select(text => new Finding(Id, Severity, text, Fix))];
    }
}
