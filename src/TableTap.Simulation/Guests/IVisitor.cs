using TableTap.Simulation.Sockets;
using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Guests;

/// <summary>Somebody who comes to the café with a phone: a guest, or the party of a table.</summary>
internal interface IVisitor : IAsyncDisposable
{
    /// <summary>The number of the guest within the run.</summary>
    int Number { get; }

    /// <summary>The phone, which is a real client.</summary>
    RecordingClient Phone { get; }

    /// <summary>The orders that the server acknowledged, with those that the staff made for the guest.</summary>
    IReadOnlyCollection<AcknowledgedOrder> Acknowledged { get; }

    /// <summary>How many lines they come for.</summary>
    int PlannedLines { get; }

    /// <summary>Lives through the visit.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended, in a word.</returns>
    Task<string> VisitAsync(CancellationToken cancellationToken);
}
