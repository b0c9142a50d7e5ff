using TableTap.Cli.Conformance.Reporting;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>What the client under test got wrong in a scenario. Thread-safe.</summary>
internal sealed class FindingList
{
    // A client that does one thing wrong all the time is told so often enough.
    private const int Most = 20;

    private readonly Lock _gate = new();
    private readonly List<ConformanceFinding> _findings = [];
    private bool _isClosed;

    /// <summary>Adds a finding; the same one stands there once.</summary>
    /// <param name="finding">What the client got wrong.</param>
    public void Add(ConformanceFinding finding)
    {
        lock (_gate)
        {
            if (!_isClosed && _findings.Count < Most && !_findings.Contains(finding))
            {
                _findings.Add(finding);
            }
        }
    }

    /// <summary>Adds a finding to the list.</summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    /// <param name="actual">What this one did.</param>
    public void Add(string section, string expected, string actual) =>
        Add(new ConformanceFinding(section, expected, actual));

    /// <summary>All findings until now.</summary>
    public IReadOnlyList<ConformanceFinding> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _findings];
            }
        }
    }

    /// <summary>Takes no more, and answers all.</summary>
    public IReadOnlyList<ConformanceFinding> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return [.. _findings];
        }
    }
}
