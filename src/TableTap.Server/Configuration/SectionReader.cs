using System.Globalization;

namespace TableTap.Server.Configuration;

/// <summary>
/// Reads one section by hand: every key that a record asks for is known, everything else in the section is a problem, and
/// a value out of range is one too. Problems are collected, so that an operator sees all at once.
/// </summary>
/// <param name="configuration">All settings.</param>
/// <param name="section">The section's name.</param>
/// <param name="problems">Where problems go.</param>
public sealed class SectionReader(
    IConfigurationRoot configuration,
    string section,
    ICollection<SettingProblem> problems
)
{
    private delegate bool ValueParser<T>(string text, out T value);

    private readonly List<string> _known = [];

    /// <summary>A text that has to satisfy a condition.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="allowed">What is allowed, for the message.</param>
    /// <param name="condition">Whether a text is allowed.</param>
    public string Text(string key, string fallback, string allowed, Predicate<string> condition) =>
        Read(key, fallback, allowed, (string text, out string value) => condition(value = text));

    /// <summary>Yes or no.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The default.</param>
    public bool Flag(string key, bool fallback) =>
        Read(
            key,
            fallback,
            "true or false",
            (string text, out bool value) => bool.TryParse(text, out value)
        );

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="min">The least allowed.</param>
    /// <param name="max">The most allowed.</param>
    public int Count(string key, int fallback, int min, int max) =>
        Read(
            key,
            fallback,
            $"a whole number from {min} to {max}",
            (string text, out int value) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                && value >= min
                && value <= max
        );

    /// <summary>A span of time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="min">The least allowed.</param>
    /// <param name="max">The most allowed.</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max) =>
        Read(
            key,
            fallback,
            $"{DurationText.Form}, from {DurationText.Text(min)} to {DurationText.Text(max)}",
            (string text, out TimeSpan value) =>
                DurationText.TryParse(text, out value) && value >= min && value <= max
        );

    /// <summary>A size in bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="min">The least allowed.</param>
    /// <param name="max">The most allowed.</param>
    public long Bytes(string key, long fallback, long min, long max) =>
        Read(
            key,
            fallback,
            $"{ByteSize.Form}, from {ByteSize.Text(min)} to {ByteSize.Text(max)}",
            (string text, out long value) =>
                ByteSize.TryParse(text, out value) && value >= min && value <= max
        );

    /// <summary>A list: one text with commas, or one entry per index.</summary>
    /// <param name="key">The key.</param>
    /// <param name="allowed">What an entry may be, for the message.</param>
    /// <param name="condition">Whether an entry is allowed.</param>
    public IReadOnlyList<string> List(string key, string allowed, Predicate<string> condition)
    {
        _known.Add(key);
        var found = configuration.GetSection($"{section}:{key}");
        var entries = found.Value is { } text
            ? text.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
            : [.. found.GetChildren().Select(child => child.Value ?? "")];
        foreach (var entry in entries.Where(entry => !condition(entry)))
        {
            Add(key, $"\"{entry}\" is not allowed; allowed: {allowed}");
        }

        return entries;
    }

    /// <summary>Secrets: one text with commas, or one entry per index; at least one. No problem tells any of them.</summary>
    /// <param name="key">The key.</param>
    /// <param name="shortest">The least length of one.</param>
    public IReadOnlyList<string> Secrets(string key, int shortest)
    {
        var secrets = List(key, "", _ => true);
        if (secrets.Count == 0)
        {
            Add(key, $"is needed: one or more secrets of at least {shortest} characters");
        }
        else if (secrets.Any(secret => secret.Length < shortest))
        {
            Add(key, $"holds a secret of less than {shortest} characters");
        }

        return secrets;
    }

    /// <summary>Sections below a key, each with a name of the operator's own.</summary>
    /// <typeparam name="T">What one is read as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="allowed">What a name may be, for the message.</param>
    /// <param name="condition">Whether a name is allowed.</param>
    /// <param name="read">Reads one.</param>
    public IReadOnlyList<T> Each<T>(
        string key,
        string allowed,
        Predicate<string> condition,
        Func<string, SectionReader, T> read
    )
    {
        _known.Add(key);
        var found = configuration.GetSection($"{section}:{key}");
        if (!string.IsNullOrEmpty(found.Value))
        {
            Add(key, "is a section, not a value");
        }

        var all = new List<T>();
        foreach (var child in found.GetChildren())
        {
            if (!condition(child.Key))
            {
                Add(key, $"\"{child.Key}\" is not allowed; allowed: {allowed}");
                continue;
            }

            var reader = new SectionReader(configuration, $"{section}:{key}:{child.Key}", problems);
            all.Add(read(child.Key, reader));
            reader.RefuseTheRest();
        }

        return all;
    }

    /// <summary>Reports every key of the section that nothing asked for. Call last.</summary>
    public void RefuseTheRest()
    {
        var found = configuration.GetSection(section);
        if (!string.IsNullOrEmpty(found.Value))
        {
            problems.Add(
                new(
                    section,
                    SettingSources.Where(configuration, section),
                    "is a section, not a value"
                )
            );
        }

        foreach (var child in found.GetChildren())
        {
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                Add(child.Key, $"no such setting; {section} knows: {string.Join(", ", _known)}");
            }
        }
    }

    private T Read<T>(string key, T fallback, string allowed, ValueParser<T> parse)
    {
        _known.Add(key);
        var found = configuration.GetSection($"{section}:{key}");
        if (!found.Exists())
        {
            return fallback;
        }

        if (found.Value is { } text && parse(text, out var value))
        {
            return value;
        }

        Add(
            key,
            found.Value is { } wrong
                ? $"\"{wrong}\" is not allowed; allowed: {allowed}"
                : $"is a value, not a section; allowed: {allowed}"
        );
        return fallback;
    }

    private void Add(string key, string problem) =>
        problems.Add(
            new(
                $"{section}:{key}",
                SettingSources.Where(configuration, $"{section}:{key}"),
                problem
            )
        );
}
