using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Rules;

public sealed class RuleTests
{
    [Fact]
    public void Schema_and_rule_count_every_text_alike()
    {
        var texts = (
            from row in MessageCatalogue.All
            from field in Fields(row.Data)
            from rule in field
                .AssociatedParameter!.AttributeProvider!.GetCustomAttributes(
                    typeof(TextAttribute),
                    inherit: true
                )
                .Cast<TextAttribute>()
            select rule
        ).ToList();

        Assert.All(
            texts,
            rule =>
            {
                var schema = new System.Text.Json.Nodes.JsonObject();
                rule.Describe(schema);
                var longest = (int)schema["maxLength"]!;
                Assert.Null(rule.Problem(Emoji(longest)));
                Assert.Equal(rule.UpperIsDefault, rule.Problem(Emoji(longest + 1)) is null);
                if (schema["minLength"] is { } shortest)
                {
                    Assert.NotNull(rule.Problem(Emoji((int)shortest - 1)));
                }
            }
        );
        Assert.True(texts.Count > 15);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("10e-1")]
    public void A_whole_number_may_be_spelled_as_the_schema_takes_it(string quantity)
    {
        Assert.True(
            PayloadReader.TryRead(
                System.Text.Encoding.UTF8.GetBytes(
                    $$"""{"itemId":"latte","quantity":{{quantity}}}"""
                ),
                CommandJson.Payloads.OrderedItem,
                out var item,
                out _
            )
        );
        Assert.Equal(1, item.Quantity);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("3000000000.0")]
    [InlineData("1e400")]
    public void What_is_no_whole_number_is_refused(string quantity)
    {
        Assert.False(
            PayloadReader.TryRead(
                System.Text.Encoding.UTF8.GetBytes(
                    $$"""{"itemId":"latte","quantity":{{quantity}}}"""
                ),
                CommandJson.Payloads.OrderedItem,
                out _,
                out var details
            )
        );
        Assert.Equal("quantity", Assert.Single(details).Path);
    }

    private static string Emoji(int length) =>
        string.Concat(Enumerable.Repeat("\U0001F600", length));

    [Fact]
    public void Every_rule_stands_on_a_field_that_it_can_judge()
    {
        var rules =
            from row in MessageCatalogue.All
            from field in Fields(row.Data)
            from rule in field
                .AssociatedParameter!.AttributeProvider!.GetCustomAttributes(
                    typeof(RuleAttribute),
                    inherit: true
                )
                .Cast<RuleAttribute>()
            select (
                rule,
                rule.Each
                    ? Entry(field.PropertyType)
                    : Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType,
                field
            );
        Assert.All(
            rules,
            pair =>
            {
                var (rule, type, field) = pair;
                var fits = rule switch
                {
                    IdAttribute or TextAttribute => type == typeof(string),
                    BoundsAttribute => type == typeof(int)
                        || type == typeof(long)
                        || type == typeof(double)
                        || type == typeof(decimal)
                        || type == typeof(Money),
                    CountAttribute => type.IsGenericType
                        && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>),
                    _ when rule.GetType() is { IsGenericType: true } kind
                            && kind.GetGenericTypeDefinition() == typeof(OneOfAttribute<>) =>
                        kind.GenericTypeArguments[0] == type,
                    _ => false,
                };
                Assert.True(
                    fits,
                    $"{rule.GetType().Name} on {field.DeclaringType.Name}.{field.Name}"
                );
            }
        );
        Assert.NotEmpty(rules);
    }

    [Fact]
    public void Every_choice_is_between_fields_that_exist() =>
        Assert.All(
            MessageCatalogue.All,
            row =>
            {
                var choice = (ExactlyOneAttribute?)
                    Attribute.GetCustomAttribute(row.Data.Type, typeof(ExactlyOneAttribute));
                Assert.All(
                    choice?.Fields ?? [],
                    field =>
                        Assert.Contains(
                            field,
                            row.Data.Properties.Select(property => property.Name)
                        )
                );
            }
        );

    [Fact]
    public void Every_order_id_is_an_id()
    {
        var unchecked_ =
            from row in MessageCatalogue.All
            where row.FromClient
            from field in Fields(row.Data)
            where
                field.Name.EndsWith("Id", StringComparison.Ordinal)
                && field.Name != "providerEventId"
            where
                !field.AssociatedParameter!.AttributeProvider!.IsDefined(
                    typeof(IdAttribute),
                    inherit: false
                )
            select $"{row.Type}.{field.Name}";
        Assert.Empty(unchecked_);
    }

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(2.0, null)]
    [InlineData(0.49, "is at least 0.5")]
    [InlineData(2.01, "is at most 2")]
    public void Bounds_are_included(double value, string? problem) =>
        Assert.Equal(problem, new BoundsAttribute(0.5, 2).Problem(value));

    [Fact]
    public void A_count_is_between_its_ends()
    {
        var rule = new CountAttribute(1, 2);
        Assert.Equal("has at least 1 entries", rule.Problem(Array.Empty<int>()));
        Assert.Null(rule.Problem(new int[2]));
        Assert.Equal("has at most 2 entries", rule.Problem(new int[3]));
        Assert.Null(new CountAttribute(1, 2) { UpperIsDefault = true }.Problem(new int[3]));
    }

    private static IEnumerable<JsonPropertyInfo> Fields(JsonTypeInfo contract) =>
        contract.Properties.SelectMany(property =>
        {
            var inner = contract.Options.GetTypeInfo(Entry(property.PropertyType));
            return inner.Kind == JsonTypeInfoKind.Object
                ? Fields(inner).Prepend(property)
                : [property];
        });

    private static Type Entry(Type type) =>
        Nullable.GetUnderlyingType(type)
        ?? (type.IsGenericType ? type.GetGenericArguments()[^1] : type);
}
