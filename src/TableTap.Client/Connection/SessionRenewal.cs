using TableTap.Client.Contract;
using TableTap.Client.Socket;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Connection;

/// <summary>Keeps the session: answers <c>token_expiring</c> with <c>token_refresh</c> (section 1).</summary>
/// <param name="requests">How to ask.</param>
/// <param name="continuity">The token's source, and where events go.</param>
internal sealed class SessionRenewal(PendingRequests requests, ClientState continuity)
{
    // The third refusal would close the session.
    private const int Attempts = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Renews; where it cannot, the session ends at its time and the client reconnects.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = continuity.Options;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                var token = await continuity.Token.RenewedAsync(cancellationToken);
                var reply = await requests.AskAsync(
                    "token_refresh",
                    new TokenRefresh(token),
                    cancellationToken
                );
                continuity.Raise(new SessionRenewed(((TokenRefreshed)reply!).SessionExpiresAt));
                return;
            }
            catch (Exception refused)
                when (refused is not (ConnectionLostException or OperationCanceledException))
            {
                continuity.Raise(
                    new ServerReported(new Error(ErrorCode.AuthenticationFailed, refused.Message))
                );
                await Task.Delay(Pause, options.TimeProvider, cancellationToken);
            }
        }
    }
}
