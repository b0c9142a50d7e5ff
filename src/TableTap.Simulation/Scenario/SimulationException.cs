namespace TableTap.Simulation.Scenario;

/// <summary>The simulation cannot begin; the message says why and what to do.</summary>
/// <param name="message">Why it cannot begin, and what to do.</param>
public sealed class SimulationException(string message) : Exception(message);
