using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TableTap.Client.Tests.Fake;

/// <summary>Remembers what was logged, as a person reads it; or is broken, where a test wants that.</summary>
internal sealed class ListedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Line)> _lines = new();

    /// <summary>Whether each line fails.</summary>
    public bool IsBroken { get; init; }

    /// <summary>The category that was asked for.</summary>
    public string? Category { get; private set; }

    /// <summary>The event ids of the lines.</summary>
    public int[] Ids => [.. _lines.Select(line => line.Id)];

    /// <summary>All lines, one below the other.</summary>
    public string Text => string.Join('\n', _lines.Select(line => line.Line));

    public ILogger CreateLogger(string categoryName)
    {
        Category = categoryName;
        return this;
    }

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("the log is broken");
        }

        _lines.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
