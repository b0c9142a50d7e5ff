using System.Net.Sockets;
using System.Text.Json;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with those whom the server asks: the issuer of tokens, and payment providers.</summary>
internal static class IssuerChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "issuer-default",
            Severity.Error,
            "keys of an issuer whose name is not set",
            "Set Auth:Issuer to the iss of its tokens, and Auth:Audience to their aud: until then none of them is taken.",
            installation =>
                (installation.Options.Auth.JwksUrl ?? installation.Options.Auth.JwksFile)
                    is { } keys
                && installation.Options.Auth.Issuer == new AuthOptions().Issuer
                    ?
                    [
                        $"The keys of {keys} are read, and Auth:Issuer is still {installation.Options.Auth.Issuer}.",
                    ]
                    : []
        ),
        new(
            "jwks-unreachable",
            Severity.Error,
            "an issuer whose keys cannot be fetched, or that has none",
            "Look at Auth:JwksUrl, the network and the issuer: nobody with its tokens gets in until the keys are there.",
            KeysAsync
        ),
        new(
            "jwks-file",
            Severity.Error,
            "a file of an issuer's keys that cannot be read, or has none",
            "Correct Auth:JwksFile: it holds a JSON Web Key Set with RSA keys of 2,048 bits and more, or keys of P-256.",
            KeyFile
        ),
        new(
            "clock-skew",
            Severity.Error,
            "a clock that differs from the issuer's by more than Auth:ClockSkew",
            "Let the machine's clock follow a time server (timedatectl set-ntp true): tokens are refused as expired, or as not valid yet.",
            ClockAsync
        )
        {
            IsWatched = true,
        },
        new(
            "refunds-unreachable",
            Severity.Warning,
            "a payment provider that cannot be reached to give money back",
            "Look at RefundsUrl or ApiBase of the provider, and at the network: refunds wait until it is reached.",
            RefundsAsync
        ),
    ];

    private static async Task<IReadOnlyList<string>> KeysAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        if (installation.Options.Auth.JwksUrl is not { } url)
        {
            return [];
        }

        using var address = new KeyAddress(new(url));
        try
        {
            return IssuerKeys.Read(await address.FetchAsync(cancellationToken)).Count > 0
                ? []
                : [$"{url} has no key that checks tokens (RSA of 2,048 bits and more, or P-256)."];
        }
        catch (HttpRequestException unreachable)
        {
            return [$"{url}: {Words(unreachable)}."];
        }
        catch (JsonException broken)
        {
            return [$"{url}: {broken.Message}."];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [$"{url} does not answer within {Patience.TotalSeconds} s."];
        }
    }

    private static string Words(HttpRequestException failure) =>
        failure.StatusCode is { } status
            ? $"it answers with {(int)status}"
            : FailureWords.Of(failure);

    private static IEnumerable<string> KeyFile(Installation installation)
    {
        if (installation.Options.Auth.JwksFile is not { } file)
        {
            yield break;
        }

        string? trouble = null;
        try
        {
            trouble =
                IssuerKeys.Read(File.ReadAllText(file)).Count > 0
                    ? null
                    : $"{file} has no key that checks tokens.";
        }
        catch (JsonException broken)
        {
            trouble = $"{file}: {broken.Message}.";
        }
        catch (Exception unreadable) when (FailureWords.IsOfFiles(unreadable))
        {
            trouble = FailureWords.Of(file, unreadable);
        }

        if (trouble is not null)
        {
            yield return trouble;
        }
    }

    private static async Task<IReadOnlyList<string>> ClockAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        if (installation.Options.Auth.JwksUrl is not { } url)
        {
            return [];
        }

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Patience,
        };
        try
        {
            using var answer = await client.GetAsync(
                new Uri(url),
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            var skew = installation.Options.Realtime.Sessions.ClockSkew;
            return
                answer.Headers.Date is { } there
                && installation.Time.GetUtcNow() - there is var apart
                && apart.Duration() > skew
                ?
                [
                    $"This clock is {(long)apart.Duration().TotalSeconds} s {(apart > TimeSpan.Zero ? "ahead of" : "behind")} the one of {url}.",
                ]
                : [];
        }
        catch (Exception unreachable)
            when (unreachable is HttpRequestException
                || (
                    unreachable is OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            )
        {
            // That is another check's.
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> RefundsAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<string>();
        foreach (var provider in installation.Options.Payments.Providers)
        {
            var address = provider.SecretKey is not null ? provider.ApiBase : provider.RefundsUrl;
            if (
                address is not null
                && await TroubleAsync(new(address), cancellationToken) is { } why
            )
            {
                findings.Add($"The provider {provider.Name}: {address} cannot be reached, {why}.");
            }
        }

        return findings;
    }

    // A connection says enough; nothing is sent, for that could be an order to pay.
    private static async Task<string?> TroubleAsync(
        Uri address,
        CancellationToken cancellationToken
    )
    {
        using var socket = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, patience.Token);
            return null;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "nothing listens there",
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
                    "that name is not known",
                _ => "the network says no",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it does not answer";
        }
    }
}
