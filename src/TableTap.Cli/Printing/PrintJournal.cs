using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Storage;

namespace TableTap.Cli.Printing;

/// <summary>A slip that is sent, or may have been sent, and what holds when it is printed.</summary>
/// <param name="Slip">The slip.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Paper">What is on paper of the order then; null for nothing.</param>
/// <param name="Sequence">How far the channel is printed then; null while the open tickets are printed.</param>
/// <param name="Sends">How often it was sent.</param>
internal sealed record SlipInHand(
    Slip Slip,
    string OrderId,
    Paper? Paper,
    long? Sequence,
    int Sends = 0
);

/// <summary>What has to be known after a restart.</summary>
/// <param name="CounterId">The counter.</param>
/// <param name="Epoch">The epoch of <paramref name="Sequence"/>; null before the first subscription.</param>
/// <param name="Sequence">How far the counter's channel is printed; null where the open tickets have to be looked up first.</param>
/// <param name="Papers">What is on paper, by order.</param>
/// <param name="InHand">The slip that is being printed; null for none.</param>
internal sealed record PrintState(
    string CounterId,
    string? Epoch,
    long? Sequence,
    IReadOnlyDictionary<string, Paper> Papers,
    SlipInHand? InHand = null
)
{
    /// <summary>The state with another paper of one order.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="paper">What is on paper of it; null for nothing.</param>
    /// <param name="sequence">How far the channel is printed.</param>
    public PrintState With(string orderId, Paper? paper, long? sequence)
    {
        var papers = new Dictionary<string, Paper>(Papers, StringComparer.Ordinal);
        if (paper is null)
        {
            papers.Remove(orderId);
        }
        else
        {
            papers[orderId] = paper;
        }

        return this with
        {
            Papers = papers,
            Sequence = sequence,
            InHand = null,
        };
    }
}

/// <summary>The source-generated JSON of the file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(PrintState))]
internal sealed partial class PrintStateJson : JsonSerializerContext;

/// <summary>
/// The file in which an agent keeps what it printed. It is replaced as a whole and durably, and one agent has it at a time.
/// </summary>
internal sealed class PrintJournal : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private PrintJournal(string path, FileStream held, PrintState state) =>
        (_path, _lock, State) = (path, held, state);

    /// <summary>The state that holds now.</summary>
    public PrintState State { get; private set; }

    /// <summary>Opens the file of a counter, and makes it where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="counterId">The counter.</param>
    /// <exception cref="InvalidDataException">It is damaged, of another counter, or another agent has it.</exception>
    /// <exception cref="IOException">It cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not use it.</exception>
    public static PrintJournal Open(string path, string counterId)
    {
        var held = Lock($"{path}.lock");
        try
        {
            var journal = new PrintJournal(path, held, Read(path, counterId));
            // What cannot be written is told at the start, and not at the first ticket.
            journal.Keep(journal.State);
            return journal;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps another state; it holds when this returns.</summary>
    /// <exception cref="IOException">It cannot be written: the one before still holds.</exception>
    public void Keep(PrintState state)
    {
        PrivateFiles.Replace(
            _path,
            JsonSerializer.SerializeToUtf8Bytes(state, PrintStateJson.Default.PrintState)
        );
        State = state;
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    // The system lets go of it when the process ends, however that is.
    private static FileStream Lock(string path)
    {
        try
        {
            return PrivateFiles.Open(path, FileMode.OpenOrCreate);
        }
        catch (IOException held) when (File.Exists(path))
        {
            throw new InvalidDataException($"{path} is held by another agent.", held);
        }
    }

    private static PrintState Read(string path, string counterId)
    {
        if (!File.Exists(path))
        {
            return new(counterId, null, null, new Dictionary<string, Paper>());
        }

        try
        {
            var state = JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                PrintStateJson.Default.PrintState
            );
            return state is null ? throw new JsonException()
                : state.CounterId == counterId ? state
                : throw new InvalidDataException(
                    $"{path} is of the counter {state.CounterId}; name another file with --state."
                );
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException(
                $"{path} is damaged. Move it away: then the tickets that are open now are printed, also those that were printed before.",
                damage
            );
        }
    }
}
