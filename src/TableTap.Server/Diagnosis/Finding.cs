using System.Text.Json.Serialization;

namespace TableTap.Server.Diagnosis;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>It works, and will not always, or not for everybody.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The server does not start, or somebody is harmed.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>How a severity is called in figures and in answers.</summary>
internal static class SeverityWord
{
    extension(Severity severity)
    {
        /// <summary>The value of the label <c>severity</c>.</summary>
        public string Word => severity == Severity.Error ? "error" : "warning";
    }
}

/// <summary>Something about an installation that is not as it should be.</summary>
/// <param name="Check">The id of the check that found it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What was found, for a person; never a secret.</param>
/// <param name="Fix">What to do.</param>
public sealed record Finding(string Check, Severity Severity, string Text, string Fix);
