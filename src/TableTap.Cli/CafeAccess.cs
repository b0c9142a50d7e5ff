using System.CommandLine;
using TableTap.Server.Hosting;

namespace TableTap.Cli;

/// <summary>
/// How a command reaches the cafés: the data directory while no server runs, the server while one does. With <c>--url</c>
/// always the server.
/// </summary>
internal sealed class CafeAccess
{
    private readonly Option<string> _url = ServerAddress.Option();
    private readonly Option<string> _data = CommandSettings.Data();
    private readonly Option<string> _file = CommandSettings.File();

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        _url.Description =
            "The running server; without it the data directory, or the server that uses it.";
        command.Options.Add(_url);
        command.Options.Add(_data);
        command.Options.Add(_file);
    }

    /// <summary>Does something with the cafés.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="atRest">With the data directory.</param>
    /// <param name="running">With the server.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<T> WithAsync<T>(
        ParseResult parsed,
        Func<LocalCafes, Task<T>> atRest,
        Func<RemoteCafes, Task<T>> running,
        CancellationToken stop
    )
    {
        var (_, options) = CommandSettings.Read(
            parsed.GetValue(_file),
            ("Storage:Directory", parsed.GetValue(_data))
        );
        if (parsed.GetValue(_url) is not { } url)
        {
            if (!options.Storage.IsEmbedded)
            {
                throw new CommandFailedException(
                    ExitCode.Usage,
                    $"Storage:Provider is {options.Storage.Provider}: name a running server with --url."
                );
            }

            await using var store = await LocalCafes.OpenAsync(options, TimeProvider.System, stop);
            if (store is not null)
            {
                return await atRest(store);
            }

            url = PublicUrl.Of(options.Server.Urls[0]);
        }

        using var remote = new RemoteCafes(
            ServerAddress.Read(url)!,
            options,
            isNamed: parsed.GetValue(_url) is null || parsed.GetValue(_data) is not null
        );
        return await running(remote);
    }
}
