using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Sockets;

/// <summary>The few things that guests do over HTTP. Survives a server that is away. Thread-safe.</summary>
/// <param name="options">Where and as whom.</param>
internal sealed class CafeHttp(SimulationOptions options) : IDisposable
{
    private const string Administrator = "simulation";
    private const string TestProvider = "/v1/payments/test";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly HttpClient _http = new() { BaseAddress = options.Server };

    /// <summary>Reads the café's menu as the server has it now.</summary>
    /// <exception cref="SimulationException">There is no such café, or it has nothing to order.</exception>
    public async Task<Menu> MenuAsync(string userId, CancellationToken cancellationToken)
    {
        using var response = await TryAsync(
            HttpMethod.Get,
            $"/v1/cafes/{options.CafeId}/menu",
            null,
            userId,
            cancellationToken
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new SimulationException(
                $"The menu of the café '{options.CafeId}' cannot be read: {(int)response.StatusCode} {response.ReasonPhrase}."
            );
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, default, cancellationToken);
        try
        {
            return Menu.Read(json.RootElement);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or KeyNotFoundException)
        {
            throw new SimulationException(wrong.Message);
        }
    }

    /// <summary>What the café is: read as an administrator; of the demo everybody knows it.</summary>
    /// <exception cref="SimulationException">It cannot be read.</exception>
    public async Task<CafeProfile> ProfileAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"/v1/admin/cafes/{options.CafeId}"
            );
            var token = await options.Tokens(Administrator, Role.Admin, cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await _http.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (
                response.IsSuccessStatusCode
                && CafeFile.Read(bytes, FileFormat.Yaml).Profile is { } profile
            )
            {
                return profile;
            }
        }
        catch (SimulationException)
        {
            // No administrator's token: the demo gives none.
        }

        return options.CafeId == DemoCafe.Id
            ? DemoCafe.Planned
            : throw new SimulationException(
                $"The café '{options.CafeId}' cannot be read: name the server's data directory with --data."
            );
    }

    /// <summary>Whether guests can pay by card: the demo's test provider is among the addresses that the server says it has.</summary>
    public async Task<bool> TakesCardsAsync(string userId, CancellationToken cancellationToken)
    {
        using var response = await TryAsync(
            HttpMethod.Get,
            "/openapi/v1.json",
            null,
            userId,
            cancellationToken
        );
        if (!response.IsSuccessStatusCode)
        {
            return false;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return json.RootElement.TryGetProperty("paths"u8, out var paths)
            && paths.TryGetProperty(TestProvider, out _);
    }

    /// <summary>The tables at which a bill is open.</summary>
    /// <param name="managerId">Who reads it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SimulationException">They cannot be read.</exception>
    public async Task<IReadOnlySet<string>> TablesWithBillsAsync(
        string managerId,
        CancellationToken cancellationToken
    )
    {
        using var json = await ReadAsync("bills", "bills", managerId, cancellationToken);
        return json
            .RootElement.GetProperty("bills"u8)
            .EnumerateArray()
            .Where(bill => bill.GetProperty("status"u8).GetString() == BillStatus.Open.Word)
            .Select(bill =>
                bill.TryGetProperty("tableNumber"u8, out var table) ? table.GetString() : null
            )
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What the last closing says of the day.</summary>
    /// <param name="managerId">Who reads it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SimulationException">It cannot be read.</exception>
    public async Task<ClosingSums> LastClosingAsync(
        string managerId,
        CancellationToken cancellationToken
    )
    {
        using var list = await ReadAsync(
            "closings",
            "closings?limit=1",
            managerId,
            cancellationToken
        );
        var number = list.RootElement.GetProperty("closings"u8)[0].GetProperty("number"u8);
        using var closing = await ReadAsync(
            "closings",
            $"closings/{number.GetInt64()}",
            managerId,
            cancellationToken
        );
        return ClosingSums.Read(closing.RootElement.GetProperty("closing"u8));
    }

    private async Task<JsonDocument> ReadAsync(
        string what,
        string path,
        string managerId,
        CancellationToken cancellationToken
    )
    {
        using var response = await TryAsync(
            HttpMethod.Get,
            $"/v1/cafes/{options.CafeId}/{path}",
            null,
            managerId,
            cancellationToken,
            Role.Manager
        );
        if (!response.IsSuccessStatusCode)
        {
            throw new SimulationException(
                $"The {what} cannot be read: {(int)response.StatusCode} {response.ReasonPhrase}."
            );
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, default, cancellationToken);
    }

    /// <summary>Holds a card to the demo's payment provider; what comes of it is told on the guest's channel.</summary>
    /// <returns>Whether the provider took the try; <c>false</c> where it refused.</returns>
    public async Task<bool> PayAsync(
        string userId,
        string orderId,
        string card,
        CancellationToken cancellationToken
    )
    {
        using var response = await TryAsync(
            HttpMethod.Post,
            TestProvider,
            $$"""{"orderId":"{{orderId}}","token":"{{card}}"}""",
            userId,
            cancellationToken
        );
        return response.IsSuccessStatusCode;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> TryAsync(
        HttpMethod method,
        string path,
        string? body,
        string userId,
        CancellationToken cancellationToken,
        Role role = Role.Customer
    )
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path);
                var token = await options.Tokens(userId, role, cancellationToken);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (body is not null)
                {
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                }

                var response = await _http.SendAsync(request, cancellationToken);
                if (
                    response.StatusCode
                    is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                )
                {
                    return response;
                }

                response.Dispose();
            }
            catch (Exception away)
                when (away is HttpRequestException or IOException
                    && !cancellationToken.IsCancellationRequested
                )
            {
                // The server is away; it comes back or the run's patience ends.
            }

            await Task.Delay(Pause, options.Time, cancellationToken);
        }
    }
}
