using System.Security.Cryptography;
using TableTap.Ordering.Decisions;

namespace TableTap.Cafes.Announcements;

/// <summary>New ids: the one place that makes them (section 2). Thread-safe.</summary>
/// <param name="time">The time in the ids.</param>
public sealed class IdGenerator(TimeProvider time)
{
    /// <summary>What a decision draws ids and numbers from.</summary>
    public DecisionSources Source { get; } =
        new(() => Next(time).ToString(), RandomNumberGenerator.GetInt32);

    /// <summary>A channel message's id: <c>msg_</c> and a UUIDv7 without hyphens.</summary>
    public string NewMessageId() => $"msg_{Next(time):N}";

    /// <summary>Makes a new UUIDv7, which sorts by the time it was made.</summary>
    public string NewId() => Next(time).ToString();

    private static Guid Next(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
