using TableTap.Cli.Conformance.Stage;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>Scenarios of a server that will not have the client, or not with this token (protocol section 1, "Close codes").</summary>
internal static class RefusalScenarios
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WatchedAtRest = TimeSpan.FromMilliseconds(250);

    private static readonly Error Unauthenticated = new(
        ErrorCode.AuthenticationFailed,
        "Invalid or expired token",
        Action: "reconnect_with_new_token"
    );

    /// <summary>All scenarios of refusals.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        new(
            "unauthenticated",
            "Gets another token where the first is not taken",
            "1, Close codes",
            UnauthenticatedAsync
        ),
        new(
            "revoked",
            "Gets another token when a session is revoked",
            "1, Close codes",
            RevokedAsync
        ),
        new("forbidden", "Stops after 4403", "1, Close codes", ForbiddenAsync),
        new("malformed", "Stops after 4400", "1, Close codes", MalformedAsync),
    ];

    private static async Task UnauthenticatedAsync(ConformanceStage stage)
    {
        var refused = await stage.AcceptAsync(
            "1, Connecting",
            "connects to the address with the token"
        );
        stage.State.Tokens.WithdrawAll();
        await stage.CloseAsync(refused, CloseCode.AuthenticationFailed, Unauthenticated);
        var session = await RenewedAsync(stage);
        await session.EstablishAsync(stage.Stop);
        await stage.StatesOrSubscribesAsync(session);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task RevokedAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        stage.State.Tokens.WithdrawAll();
        await stage.CloseAsync(session, CloseCode.AuthenticationFailed, Unauthenticated);
        stage.State.History.Append();
        session = await RenewedAsync(stage);
        await session.EstablishAsync(stage.Stop);
        await stage.StatesPositionAsync(session, "after 4401");
        await stage.DeliveredAsync(stage.State.History.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static Task ForbiddenAsync(ConformanceStage stage) =>
        StopsAsync(
            stage,
            CloseCode.NotAllowed,
            new Error(
                ErrorCode.InsufficientPermissions,
                "This token is for no café of this server."
            ),
            "stops after 4403: it does not connect again"
        );

    private static Task MalformedAsync(ConformanceStage stage) =>
        StopsAsync(
            stage,
            CloseCode.TooManyMalformed,
            new Error(ErrorCode.MalformedMessage, "There were too many malformed messages."),
            "stops after 4400, for it has to be fixed: it does not connect again"
        );

    private static async Task StopsAsync(
        ConformanceStage stage,
        CloseCode code,
        Error error,
        string expected
    )
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await stage.CloseAsync(session, code, error);
        await stage.StaysAwayAsync("1, Close codes", expected, Watched, WatchedAtRest);
    }

    private static async Task<ScriptedSession> RenewedAsync(ConformanceStage stage)
    {
        const string Section = "1, Close codes";
        const string Expected = "gets a new token after 4401 and connects with it";
        var session = await stage.AcceptAsync(Section, Expected);
        if (!stage.State.Tokens.IsGood(session.Token))
        {
            stage.Break(Section, Expected, "it connected with the token that was refused");
        }

        return session;
    }
}
