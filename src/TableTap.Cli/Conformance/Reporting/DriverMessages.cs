using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Cli.Conformance.Reporting;

/// <summary>A command that the driver's client has to send.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its payload.</param>
internal sealed record CommandToSend(string Type, JsonElement Data);

/// <summary>What a driver is told about a scenario: where its client connects, and what it has to do there.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Section">The section of the protocol's page that it is about most.</param>
/// <param name="Do">What the driver has to do, in words.</param>
/// <param name="Url">The address of the socket.</param>
/// <param name="Http">The address of what is beside the socket.</param>
/// <param name="Token">The first token.</param>
/// <param name="CafeId">The café of the token.</param>
/// <param name="UserId">The guest of the token.</param>
/// <param name="Channel">The channel to subscribe.</param>
/// <param name="Command">The command to send once the channel is subscribed; null where there is none.</param>
/// <param name="TokenUrl">Gives the next token (GET).</param>
/// <param name="StateUrl">Gives the state after lost history (GET, with a token).</param>
/// <param name="DeliveredUrl">Takes each message that the application was given (POST).</param>
/// <param name="AnsweredUrl">Takes the answer of the command that the application was given (POST).</param>
/// <param name="StoppedUrl">Takes that the client has stopped for good (POST).</param>
/// <param name="VerdictUrl">Gives the verdict when there is one (GET).</param>
/// <param name="TimeoutSeconds">How long the scenario may take.</param>
internal sealed record ScenarioInvitation(
    string Scenario,
    string Title,
    string Section,
    string Do,
    string Url,
    string Http,
    string Token,
    string CafeId,
    string UserId,
    string Channel,
    CommandToSend? Command,
    string TokenUrl,
    string StateUrl,
    string DeliveredUrl,
    string AnsweredUrl,
    string StoppedUrl,
    string VerdictUrl,
    double TimeoutSeconds
);

/// <summary>The code of a refusal.</summary>
/// <param name="Code">The code, as on the wire.</param>
internal sealed record AnswerRefusal(string Code);

/// <summary>A driver says which answer its application was given.</summary>
/// <param name="MessageId">The id of the command; null where the client does not tell it.</param>
/// <param name="Error">Why the command was refused; null where it was done.</param>
internal sealed record AnswerNotice(string? MessageId = null, AnswerRefusal? Error = null);

/// <summary>A driver says which message its application was given; a whole frame has these fields too.</summary>
/// <param name="Channel">The channel of the message.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="MessageId">Its id; null where the client does not tell it.</param>
internal sealed record DeliveryNotice(string Channel, long Sequence, string? MessageId = null);

/// <summary>The state of the café as far as the kit has one: where it stands.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Orders">The orders; there are none.</param>
/// <param name="Epoch">The epoch of the positions.</param>
/// <param name="Positions">The sequence of each channel that is in the state.</param>
internal sealed record StateAnswer(
    string CafeId,
    IReadOnlyList<string> Orders,
    string Epoch,
    IReadOnlyDictionary<string, long> Positions
);

/// <summary>Says why a request of a driver was not taken.</summary>
/// <param name="Problem">What is wrong, and what is allowed.</param>
internal sealed record DriverProblem(string Problem);

/// <summary>The JSON between the kit, its drivers and who reads its report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(ScenarioInvitation))]
[JsonSerializable(typeof(DeliveryNotice))]
[JsonSerializable(typeof(AnswerNotice))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(DriverProblem))]
[JsonSerializable(typeof(ScenarioVerdict))]
[JsonSerializable(typeof(ConformanceReport))]
internal sealed partial class ConformanceJson : JsonSerializerContext;
