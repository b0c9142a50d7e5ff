using System.Collections;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using TableTap.Cafes;
using TableTap.Realtime.Options;
using TableTap.Server.Configuration;
using TableTap.Storage.Sqlite;

namespace TableTap.Pages.Tests.Documents;

/// <summary>A setting as the program states it.</summary>
/// <param name="Key">Its name, with sections.</param>
/// <param name="Default">Its default as settings write it; null for none.</param>
/// <param name="Allowed">What it may be.</param>
/// <param name="CountsAtOnce">Whether a change counts while the server runs.</param>
/// <param name="Sentence">What it sets: the documentation of its property.</param>
public sealed record Setting(
    string Key,
    string? Default,
    string Allowed,
    bool CountsAtOnce,
    string Sentence
);

/// <summary>docs/settings.md as the program's options make it.</summary>
public static class SettingsReference
{
    private static readonly Lazy<Dictionary<string, XElement>> Documentation = new(() =>
        new[]
        {
            typeof(TableTapOptions),
            typeof(CafeOptions),
            typeof(RealtimeOptions),
            typeof(SqliteJournal),
        }
            .Select(type => Path.ChangeExtension(type.Assembly.Location, ".xml"))
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            // What the framework generates (regular expressions) documents itself in each assembly.
            .Where(member =>
                member
                    .Attribute("name")!
                    .Value[2..]
                    .StartsWith("TableTap.", StringComparison.Ordinal)
            )
            .ToDictionary(member => member.Attribute("name")!.Value)
    );

    /// <summary>Every setting.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Records(new TableTapOptions { Payments = new() { Providers = [Provider] } })
            .SelectMany(record =>
                OptionProperty
                    .Of(record.GetType())
                    .Where(option => option.Key is not null)
                    .Select(option => Of(record, option))
            ),
    ];

    /// <summary>The document.</summary>
    public static string Text
    {
        get
        {
            var text = new StringBuilder(
                """
                # Settings

                Made from the options in the code: `UPDATE_PROTOCOL=1 ./test SettingsTableTests` writes it.
                [Operations](operations.md#configuration) says where settings come from, how times and sizes are written, and
                [when a change counts](operations.md#what-counts-at-once).

                """
            );
            foreach (var section in All.GroupBy(setting => setting.Key.Split(':')[0]))
            {
                text.Append(
                    $"\n## {section.Key}\n\n| key | default | allowed | counts | what it sets |\n| --- | --- | --- | --- | --- |\n"
                );
                foreach (var setting in section)
                {
                    var value = setting.Default is { Length: > 0 } some ? $"`{some}`" : "";
                    var counts = setting.CountsAtOnce ? "at once" : "at the next start";
                    text.Append(
                        $"| `{setting.Key}` | {value} | {setting.Allowed} | {counts} | {setting.Sentence} |\n"
                    );
                }
            }

            return text.ToString().ReplaceLineEndings("\n");
        }
    }

    private static PaymentProviderOptions Provider => new() { Name = "name", Secrets = [] };

    // A record of options is one itself, or holds others.
    private static IEnumerable<object> Records(object record)
    {
        yield return record;
        foreach (var property in record.GetType().GetProperties())
        {
            var inner = property.GetValue(record) switch
            {
                IEnumerable list and not string => list.Cast<object>(),
                { } one when one.GetType().Name.EndsWith("Options", StringComparison.Ordinal) =>
                [
                    one,
                ],
                _ => [],
            };
            foreach (var found in inner.Where(one => one is not string).SelectMany(Records))
            {
                yield return found;
            }
        }
    }

    private static Setting Of(object record, OptionProperty option)
    {
        var key = option.Key!;
        var secret = option.Rule.IsSecret
            ? $"; `{key[(key.LastIndexOf(':') + 1)..]}File` names a file with it"
            : "";
        return new(
            key,
            option.Text(record),
            option
                .Rule.Allowed.Replace(DurationText.Form, "a time")
                .Replace(ByteSize.Form, "a size")
                + (option.IsList ? "; several with commas" : "")
                + secret,
            option.CountsAtOnce,
            Sentence(record.GetType().GetProperty(option.Name)!)
        );
    }

    private static string Sentence(PropertyInfo property)
    {
        var member = Documentation.Value[$"P:{property.DeclaringType!.FullName}.{property.Name}"];
        var words = member
            .Element("summary")!
            .Nodes()
            .Select(node =>
                node switch
                {
                    XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                    XElement { Name.LocalName: "see" } see => $"`{KeyOf(property, see)}`",
                    XText text => text.Value,
                    _ => throw new InvalidOperationException(
                        $"{property.Name}: a setting's summary is told outside of the code, too: no <{node}>."
                    ),
                }
            );
        return string.Join(
            ' ',
            string.Concat(words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
    }

    // Another option of the same record is told by its key.
    private static string KeyOf(PropertyInfo property, XElement see) =>
        property
            .DeclaringType!.GetProperty(see.Attribute("cref")!.Value.Split('.')[^1])!
            .GetCustomAttribute<SettingAttribute>()!
            .Key;
}
