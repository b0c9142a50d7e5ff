using System.Diagnostics.CodeAnalysis;
using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>
/// Reads records of options from the configuration, and collects what is wrong, so that an operator sees all of it at once:
/// a value that its rule does not allow, and in the end every key that no record states.
/// </summary>
/// <param name="configuration">All settings.</param>
internal sealed class SettingsReader(IConfigurationRoot configuration)
{
    private const StringSplitOptions Trimmed =
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private readonly List<SettingProblem> _problems = [];
    private readonly List<EffectiveSetting> _settings = [];
    private readonly List<SecretFile> _secretFiles = [];
    private readonly List<string> _weakSecrets = [];
    private readonly OrderedDictionary<string, List<string>> _known = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Everything that is wrong so far.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>Every setting that was read so far, as it counts.</summary>
    public IReadOnlyList<EffectiveSetting> Settings => _settings;

    /// <summary>The files in which secrets stand, of those that were read so far.</summary>
    public IReadOnlyList<SecretFile> SecretFiles => _secretFiles;

    /// <summary>Gives a new record what the configuration says.</summary>
    /// <typeparam name="T">The type of the record.</typeparam>
    /// <param name="options">The record, with its defaults.</param>
    /// <param name="name">What stands for <c>{name}</c> in its keys.</param>
    public T Read<[DynamicallyAccessedMembers(OptionProperty.Members)] T>(
        T options,
        string name = ""
    )
        where T : class
    {
        foreach (var option in OptionProperty.Of(typeof(T)).Where(option => option.Key is not null))
        {
            Read(option, options, option.Key!.Replace("{name}", name, StringComparison.Ordinal));
        }

        return options;
    }

    /// <summary>The sections below one, each with a name of the operator's own.</summary>
    /// <param name="section">The section.</param>
    /// <param name="allowed">What a name may be, as a phrase.</param>
    /// <param name="condition">Whether a name is allowed.</param>
    public IEnumerable<string> Names(string section, string allowed, Predicate<string> condition)
    {
        Know(section);
        _known.TryAdd(section, []);
        foreach (var name in configuration.GetSection(section).GetChildren().Select(one => one.Key))
        {
            if (condition(name))
            {
                yield return name;
            }
            else
            {
                Know($"{section}:{name}");
                Add(section, $"\"{name}\" is not allowed; allowed: {allowed}");
            }
        }
    }

    /// <summary>Refuses a value that does not go with another one.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="problem">What is wrong with it.</param>
    public void Refuse(string key, string problem) => Add(key, problem);

    /// <summary>Refuses a value of a section that somebody else reads, who would pass over it.</summary>
    /// <param name="key">The key of the value, which may be set or not.</param>
    /// <param name="allowed">The values that are allowed, in any case of letters.</param>
    public void RefuseOthers(string key, params IReadOnlyList<string> allowed)
    {
        if (
            configuration[key] is { } value
            && !allowed.Contains(value, StringComparer.OrdinalIgnoreCase)
        )
        {
            Add(key, $"\"{value}\" is not allowed; allowed: {List(allowed)}");
        }
    }

    /// <summary>Refuses secrets that others guess, as where real guests and real money are.</summary>
    public void RefuseWeakSecrets()
    {
        foreach (var key in _weakSecrets)
        {
            Add(
                key,
                "holds a secret that can be guessed; make one at random (openssl rand -base64 32). Only --demo takes any"
            );
        }
    }

    /// <summary>Reports every key that nothing has asked for. Call it last.</summary>
    /// <param name="others">Sections that somebody else reads.</param>
    public void RefuseTheRest(IEnumerable<string> others)
    {
        foreach (var (section, keys) in _known)
        {
            var found = configuration.GetSection(section);
            if (!string.IsNullOrEmpty(found.Value))
            {
                Add(section, "is a section, not a value");
            }

            foreach (var key in Unknown(found, keys))
            {
                Add($"{section}:{key}", $"no such setting; {section} knows: {List(keys)}");
            }
        }

        string[] sections = [.. _known.Keys.Where(key => !key.Contains(':')), .. others];
        foreach (var section in Unknown(configuration, sections))
        {
            Add(section, $"no such section; there are: {List(sections)}");
        }
    }

    private static IEnumerable<string> Unknown(IConfiguration found, IEnumerable<string> known) =>
        found
            .GetChildren()
            .Select(child => child.Key)
            .Except(known, StringComparer.OrdinalIgnoreCase);

    private static string List(IEnumerable<string> keys) => string.Join(", ", keys);

    private void Read(OptionProperty option, object options, string key)
    {
        var (rule, found) = (option.Rule, configuration.GetSection(key));
        Know(key);
        var (text, source) = rule.IsSecret ? SecretOf(key, found) : (found.Value, key);
        string[] entries = option.IsList
            ? text?.Split(',', Trimmed) ?? [.. found.GetChildren().Select(one => one.Value ?? "")]
            : [.. text is null ? [] : new[] { text }];
        if (rule is SecretAttribute && entries.Any(SecretAttribute.IsWeak))
        {
            _weakSecrets.Add(source);
        }

        var refusals = entries
            .Where(entry => rule.Read(entry, option.Type) is null)
            .Select(rule.Refusal)
            .Distinct()
            .ToArray();
        foreach (var refusal in refusals)
        {
            Add(source, refusal);
        }

        if (entries.Length == 0)
        {
            if (found.GetChildren().Any())
            {
                Add(key, $"is a value, not a section; allowed: {rule.Allowed}");
            }
            else if (rule.IsNeeded)
            {
                Add(key, $"is needed: {rule.Allowed}");
            }
        }
        else if (refusals.Length == 0)
        {
            option.Set(options, option.IsList ? entries : rule.Read(entries[0], option.Type)!);
        }

        var value = option.Text(options);
        _settings.Add(
            new(
                key,
                rule.IsSecret && value is { Length: > 0 } ? EffectiveSetting.Mask : value,
                SettingSources.Where(configuration, source)
            )
        );
    }

    // A secret may stand in a file that only the server can read; its lines are a list's entries.
    private (string? Text, string Key) SecretOf(string key, IConfigurationSection found)
    {
        var fileKey = key + SecretFile.Suffix;
        Know(fileKey);
        if (configuration[fileKey] is not { Length: > 0 } path)
        {
            return (found.Value, key);
        }

        if (found.Exists())
        {
            Add(fileKey, $"{key} is set, too; allowed is one of both");
        }

        try
        {
            var text = string.Join(',', File.ReadLines(path).Where(line => line.Length > 0));
            _secretFiles.Add(new(fileKey, path, text));
            return (text, fileKey);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Add(fileKey, $"the file \"{path}\" is missing or cannot be read");
            return (found.Value, key);
        }
    }

    private void Know(string key)
    {
        var (section, name) = key.LastIndexOf(':') is var colon and >= 0
            ? (key[..colon], key[(colon + 1)..])
            : ("", key);
        if (section.Length == 0)
        {
            _known.TryAdd(name, []);
            return;
        }

        Know(section);
        _known.TryAdd(section, []);
        if (!_known[section].Contains(name))
        {
            _known[section].Add(name);
        }
    }

    private void Add(string key, string problem) =>
        _problems.Add(new(key, SettingSources.Where(configuration, key), problem));
}
