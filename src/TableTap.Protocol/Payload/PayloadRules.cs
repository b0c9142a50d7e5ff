using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Rules;

namespace TableTap.Protocol.Payload;

/// <summary>
/// The rules of a record and of the records in it, collected once from its contract. Branches without a rule are left out, so
/// that checking costs little more than the rules themselves. Thread-safe.
/// </summary>
internal sealed class PayloadRules
{
    private static readonly ConcurrentDictionary<Type, PayloadRules> Books = new();
    private readonly List<RuleField> _fields = [];
    private readonly ExactlyOneAttribute? _choice;

    private PayloadRules(JsonTypeInfo contract)
    {
        _choice = ChoiceOf(contract);
        foreach (var property in contract.Properties)
        {
            var part = ValueExpectation.ContractOf(contract, property.PropertyType);
            var hasEntries = part.ElementType is not null;
            var item = hasEntries ? ValueExpectation.ContractOf(contract, part.ElementType!) : part;
            var inner = item.Kind == JsonTypeInfoKind.Object ? new PayloadRules(item) : null;
            var field = new RuleField(
                property.Name,
                property.Get!,
                [.. FieldRules.Of(property)],
                inner is { IsEmpty: true } ? null : inner,
                hasEntries
            );
            if (
                field.Rules.Length > 0
                || field.Inner is not null
                || (hasEntries && !item.Type.IsValueType)
                || Chooses(property.Name)
            )
            {
                _fields.Add(field);
            }
        }
    }

    private bool IsEmpty => _fields.Count == 0;

    /// <summary>The choice between fields that a record asks for, if it does.</summary>
    /// <param name="contract">The record's contract.</param>
    public static ExactlyOneAttribute? ChoiceOf(JsonTypeInfo contract) =>
        (ExactlyOneAttribute?)
            Attribute.GetCustomAttribute(contract.Type, typeof(ExactlyOneAttribute));

    /// <summary>Every rule that a payload breaks.</summary>
    /// <param name="payload">The payload, read into its record.</param>
    /// <param name="contract">The JSON contract of the payload's record.</param>
    public static IReadOnlyList<ErrorDetail> Broken(object payload, JsonTypeInfo contract)
    {
        var book = Books.GetOrAdd(
            contract.Type,
            static (_, contract) => new PayloadRules(contract),
            contract
        );
        List<ErrorDetail>? broken = null;
        book.Check(payload, "", ref broken);
        return broken ?? [];
    }

    private bool Chooses(string field) => _choice?.Fields.Contains(field) ?? false;

    private void Check(object record, string path, ref List<ErrorDetail>? broken)
    {
        var chosen = 0;
        foreach (var field in _fields)
        {
            if (field.Get(record) is not { } value)
            {
                continue;
            }

            chosen += Chooses(field.Name) ? 1 : 0;
            field.Check(value, path.Length == 0 ? field.Name : $"{path}.{field.Name}", ref broken);
        }

        if (_choice is not null && chosen != 1)
        {
            Note(path, _choice.Problem, ref broken);
        }
    }

    private static void Note(string path, string? problem, ref List<ErrorDetail>? broken)
    {
        if (problem is not null && (broken ??= []).Count < PayloadProblems.Most)
        {
            broken.Add(new(path, problem));
        }
    }

    private sealed record RuleField(
        string Name,
        Func<object, object?> Get,
        RuleAttribute[] Rules,
        PayloadRules? Inner,
        bool HasEntries
    )
    {
        public void Check(object value, string path, ref List<ErrorDetail>? broken)
        {
            foreach (var rule in Rules)
            {
                if (!rule.Each)
                {
                    Note(path, rule.Problem(value), ref broken);
                }
            }

            if (!HasEntries)
            {
                Inner?.Check(value, path, ref broken);
                return;
            }

            foreach (var (below, entry) in Entries(value, path))
            {
                CheckEntry(entry, below, ref broken);
            }
        }

        private void CheckEntry(object? entry, string path, ref List<ErrorDetail>? broken)
        {
            // The framework checks nullability of fields, not of the entries of lists.
            if (entry is null)
            {
                Note(path, PayloadProblems.Null, ref broken);
                return;
            }

            foreach (var rule in Rules)
            {
                if (rule.Each)
                {
                    Note(path, rule.Problem(entry), ref broken);
                }
            }

            Inner?.Check(entry, path, ref broken);
        }

        private static IEnumerable<(string Path, object? Entry)> Entries(object value, string path)
        {
            if (value is IDictionary map)
            {
                foreach (DictionaryEntry entry in map)
                {
                    yield return ($"{path}.{entry.Key}", entry.Value);
                }

                yield break;
            }

            var index = 0;
            foreach (var entry in (IEnumerable)value)
            {
                yield return ($"{path}[{index++}]", entry);
            }
        }
    }
}
