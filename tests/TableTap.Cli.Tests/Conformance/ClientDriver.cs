using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Cli.Tests.Conformance;

/// <summary>The driver of the client for .NET: docs/conformance.md, step by step.</summary>
internal sealed class ClientDriver(Uri kit) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Plays scenarios until there are no more.</summary>
    public async Task PlayAllAsync()
    {
        while (await NextAsync() is { } invitation)
        {
            await PlayAsync(invitation);
        }
    }

    /// <summary>The next scenario; null where there is none.</summary>
    public async Task<ScenarioInvitation?> NextAsync()
    {
        using var answer = await _http.PostAsync(new Uri(kit, "/conformance/next"), content: null);
        answer.EnsureSuccessStatusCode();
        return answer.StatusCode == HttpStatusCode.NoContent
            ? null
            : JsonSerializer.Deserialize(
                await answer.Content.ReadAsStringAsync(),
                ConformanceJson.Default.ScenarioInvitation
            );
    }

    /// <summary>Waits for a verdict.</summary>
    public Task<string> VerdictAsync(ScenarioInvitation invitation) =>
        _http.GetStringAsync(new Uri(invitation.VerdictUrl));

    /// <summary>Fetches the next token.</summary>
    public Task<string> TokenAsync(ScenarioInvitation invitation) =>
        _http.GetStringAsync(new Uri(invitation.TokenUrl));

    /// <summary>Loads the state with a token.</summary>
    public async Task<StateAnswer> StateAsync(ScenarioInvitation invitation, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(invitation.StateUrl));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(),
            ConformanceJson.Default.StateAnswer
        )!;
    }

    /// <summary>Says that the application was given a message.</summary>
    public Task DeliveredAsync(ScenarioInvitation invitation, DeliveryNotice delivered) =>
        PostAsync(
            invitation.DeliveredUrl,
            JsonSerializer.Serialize(delivered, ConformanceJson.Default.DeliveryNotice)
        );

    /// <summary>Says that the application was given an answer.</summary>
    public Task AnsweredAsync(ScenarioInvitation invitation, AnswerNotice answered) =>
        PostAsync(
            invitation.AnsweredUrl,
            JsonSerializer.Serialize(answered, ConformanceJson.Default.AnswerNotice)
        );

    /// <summary>Says that the client has stopped for good.</summary>
    public Task StoppedAsync(ScenarioInvitation invitation) =>
        PostAsync(invitation.StoppedUrl, "{}");

    public void Dispose() => _http.Dispose();

    private async Task PlayAsync(ScenarioInvitation invitation)
    {
        string? token = null;
        await using var client = new TableTapClient(
            new()
            {
                Url = new(invitation.Url),
                Token = async _ =>
                    token = token is null ? invitation.Token : await TokenAsync(invitation),
                ReloadState = async (_, _) =>
                {
                    var state = await StateAsync(invitation, token!);
                    return new StatePositions(state.Positions, state.Epoch);
                },
            }
        );
        var living = LiveAsync(client, invitation);
        await VerdictAsync(invitation);
        await client.DisposeAsync();
        await living;
    }

    private async Task LiveAsync(TableTapClient client, ScenarioInvitation invitation)
    {
        try
        {
            await client.ConnectAsync();
            await client.SubscribeAsync([invitation.Channel]);
            var commanding = CommandAsync(client, invitation);
            await foreach (var message in client.ReadAllAsync())
            {
                await DeliveredAsync(
                    invitation,
                    new(message.Channel, message.Sequence, message.MessageId)
                );
            }

            await commanding;
        }
        catch (TableTapException)
        {
            await StoppedAsync(invitation);
        }
        catch (ObjectDisposedException)
        {
            // The verdict came first.
        }
    }

    private async Task CommandAsync(TableTapClient client, ScenarioInvitation invitation)
    {
        if (invitation.Command is not { } command)
        {
            return;
        }

        var contract = (JsonTypeInfo<OrderCreate>)MessageCatalogue.Find(command.Type)!.Data;
        var answer = await client.SendAsync(command.Type, command.Data.Deserialize(contract)!);
        await AnsweredAsync(
            invitation,
            new(
                answer.MessageId,
                answer.Error is { } error ? new AnswerRefusal(WireOf(error.Code)) : null
            )
        );
    }

    private static string WireOf(ErrorCode code) =>
        JsonSerializer.SerializeToElement(code, ProtocolJson.Default.ErrorCode).GetString()!;

    private async Task PostAsync(string url, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(url), content);
        answer.EnsureSuccessStatusCode();
    }
}
