using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where a course of an order is (docs/protocol.md §5, "Courses").</summary>
[JsonConverter(typeof(WireEnum<CourseStatus>))]
public enum CourseStatus
{
    /// <summary>Its items wait at their counters until it is fired.</summary>
    Held,

    /// <summary>The counters may begin.</summary>
    Fired,

    /// <summary>All that was fired is made, and something of the order is still held.</summary>
    Ready,
}
