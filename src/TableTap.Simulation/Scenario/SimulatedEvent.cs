namespace TableTap.Simulation.Scenario;

/// <summary>Something that happened in the café.</summary>
/// <param name="Minute">When, in the café's time.</param>
/// <param name="What">What happened, in words.</param>
public sealed record SimulatedEvent(double Minute, string What);
