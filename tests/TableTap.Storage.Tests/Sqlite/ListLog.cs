using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>Remembers the ids of what was logged.</summary>
internal sealed class ListLog : ILogger
{
    private readonly ConcurrentQueue<int> _events = [];

    public IReadOnlyList<int> Events => [.. _events];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _events.Enqueue(eventId.Id);
}
