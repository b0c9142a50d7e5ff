namespace TableTap.Cafes.Loop;

/// <summary>
/// Has what was decided together decided one by one, each in a batch of its own: first what is due by the clock, then each command. So
/// only what can never be stored is refused. Lives on the loop's thread.
/// </summary>
internal sealed class SingleCommandMode
{
    private bool _clock;
    private int _commands;

    /// <summary>Whether the next batch stands alone.</summary>
    public bool IsOn => _clock || _commands > 0;

    /// <summary>Whether the next batch looks at what is due by the clock.</summary>
    public bool WantsClock => _clock || _commands == 0;

    /// <summary>Begins with the clock and goes on with so many commands.</summary>
    public void Begin(int commands) => (_clock, _commands) = (true, commands);

    /// <summary>How many commands the open batch may take.</summary>
    /// <param name="most">How many it may take where it does not stand alone.</param>
    public int Most(int most) =>
        _clock ? 0
        : _commands > 0 ? 1
        : most;

    /// <summary>The open batch is closed.</summary>
    public void Closed()
    {
        if (_clock)
        {
            _clock = false;
        }
        else if (_commands > 0)
        {
            _commands--;
        }
    }
}
