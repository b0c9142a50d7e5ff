using TableTap.Realtime.Authentication;
using TableTap.Server.Connections;

namespace TableTap.Server.Http;

/// <summary>Reads what a client brings when it asks for a session, by a socket or by a stream of events (section 1). Thread-safe.</summary>
/// <param name="limiter">Told when the client is let in.</param>
internal sealed class HandshakeReader(ConnectionLimiter limiter)
{
    /// <summary>What a request brings.</summary>
    /// <param name="context">The request.</param>
    public Handshake Of(HttpContext context)
    {
        var query = context.Request.Query["token"].ToString();
        var slot = context.Features.Get<TcpSlot>();
        return new(
            query.Length == 0 ? null : query,
            BearerAuth.TokenOf(context.Request),
            ClientAddress.Of(context)
        )
        {
            Admitted = slot is null ? null : () => limiter.Admit(slot),
        };
    }
}
