using TableTap.Realtime.Authentication;
using TableTap.Server.Connections;

namespace TableTap.Server.Http;

/// <summary>Reads what a client brings when it asks for a session, by a socket or by a stream of events (section 1). Thread-safe.</summary>
/// <param name="gate">Told when the client is let in.</param>
internal sealed class HandshakeReader(ConnectionGate gate)
{
    /// <summary>What a request brings.</summary>
    /// <param name="context">The request.</param>
    public Handshake Of(HttpContext context)
    {
        var query = context.Request.Query["token"].ToString();
        var seat = context.Features.Get<ConnectionSeat>();
        return new(
            query.Length == 0 ? null : query,
            BearerAuth.TokenOf(context.Request),
            ClientAddress.Of(context)
        )
        {
            Admitted = seat is null ? null : () => gate.Admit(seat),
        };
    }
}
