using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TableTap.Server.Testing;

/// <summary>Keeps every line that was logged, with its scopes, category and exception. Thread-safe.</summary>
public sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Writer(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => capture._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var scopes = new List<string>();
            capture._scopes?.ForEachScope((scope, all) => all.Add($"{scope}"), scopes);
            capture._lines.Enqueue(
                $"{logLevel} {category}[{eventId.Id}] {string.Join(" > ", scopes)} {formatter(state, exception)} {exception}"
            );
        }
    }
}
