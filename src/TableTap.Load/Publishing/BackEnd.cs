using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TableTap.Load.Reporting;
using TableTap.Load.Target;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Load.Publishing;

/// <summary>
/// Back ends that publish over HTTP, as many as the rate needs: one may publish 600 times a minute by default. Thread-safe.
/// </summary>
internal sealed class BackEnd : IDisposable
{
    private const double RequestsPerSecond = 8;
    private readonly string _name;
    private readonly LoadTarget _target;
    private readonly Stamp _stamp;
    private readonly OperationCounts _counts;
    private readonly int _senders;
    private readonly HttpClient _http;
    private long _count;

    /// <summary>Prepares as many back ends as the rate needs; sends nothing yet.</summary>
    /// <param name="target">The server.</param>
    /// <param name="stamp">Marks the messages.</param>
    /// <param name="counts">Counts what was refused.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="name">Distinguishes it from the run's other back ends.</param>
    public BackEnd(
        LoadTarget target,
        Stamp stamp,
        OperationCounts counts,
        double rate,
        string name = "till"
    )
    {
        (_target, _stamp, _counts) = (target, stamp, counts);
        _name = $"load-{target.Run}-{name}";
        _senders = Math.Max(1, (int)Math.Ceiling(rate / RequestsPerSecond));
        _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false })
        {
            BaseAddress = target.Server,
        };
    }

    /// <summary>Publishes messages of one kind in one request.</summary>
    /// <param name="channel">The channel: a café's for announcements, a guest's for steps of an order.</param>
    /// <param name="due">The timestamp at which they were due.</param>
    /// <param name="messages">How many.</param>
    /// <returns>Whether they were told.</returns>
    public async Task<bool> PublishAsync(string channel, long due, int messages = 1)
    {
        var number = Interlocked.Add(ref _count, messages) - messages;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/publish");
            var user = $"{_name}-{number / messages % _senders}";
            var token = await _target.Tokens(user, Role.Service, CancellationToken.None);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Content = new ByteArrayContent(Body(channel, due, number, messages));
            request.Content.Headers.ContentType = new("application/json");
            using var response = await _http.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (Refusal(response.StatusCode, body) is not { } reason)
            {
                return true;
            }

            _counts.Refuse(reason);
        }
        catch (Exception away) when (away is HttpRequestException or IOException)
        {
            _counts.Refuse("the server does not answer");
        }

        return false;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private byte[] Body(string channel, long due, long number, int messages)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages"u8);
            for (var i = 0; i < messages; i++)
            {
                Write(json, channel, due, $"{_name}-{number + i}");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter json, string channel, long due, string messageId)
    {
        json.WriteStartObject();
        if (channel.StartsWith("cafe:", StringComparison.Ordinal))
        {
            json.WriteString("type"u8, "announcement"u8);
            json.WritePropertyName("data"u8);
            JsonSerializer.Serialize(
                json,
                new Announcement(messageId, _stamp.Text(due)),
                ProtocolJson.Default.Announcement
            );
        }
        else
        {
            json.WriteString("type"u8, "order_status_changed"u8);
            json.WritePropertyName("data"u8);
            JsonSerializer.Serialize(
                json,
                new OrderStatusChanged(
                    messageId,
                    OrderStatus.Confirmed,
                    OrderStatus.Preparing,
                    "load",
                    5,
                    _stamp.Text(due),
                    1
                ),
                ProtocolJson.Default.OrderStatusChanged
            );
        }

        json.WriteString("messageId"u8, messageId);
        json.WriteString("channel"u8, channel);
        json.WriteEndObject();
    }

    private static string? Refusal(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (status != HttpStatusCode.OK)
            {
                return answer.RootElement.TryGetProperty("code"u8, out var code)
                    ? code.GetString()
                    : $"HTTP {(int)status}";
            }

            foreach (var result in answer.RootElement.GetProperty("results"u8).EnumerateArray())
            {
                if (result.TryGetProperty("error"u8, out var error))
                {
                    return error.GetProperty("code"u8).GetString();
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return $"HTTP {(int)status}";
        }
    }
}
