using System.Collections.Immutable;
using System.Reflection;
using CsCheck;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Tests;

/// <summary>
/// Any value of a type that facts or the café's state can hold: made through its longest constructor, with every further
/// field set. A type that it does not know stops the test that asks for it.
/// </summary>
internal static class AnyValue
{
    /// <summary>Values of a type; null among them where it is nullable.</summary>
    public static Gen<object?> Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Gen.Frequency((1, Gen.Const((object?)null)), (3, Of(inner)));
        }

        return type switch
        {
            _ when type == typeof(string) => Text.Select(Boxed),
            _ when type == typeof(int) => Gen.Int.Select(Boxed),
            _ when type == typeof(long) => Gen.Long.Select(Boxed),
            _ when type == typeof(double) => Gen.Double[-1e9, 1e9].Select(Boxed),
            _ when type == typeof(decimal) => Gen.Int[0, 100_000]
                .Select(one => Boxed(one / 1_000m)),
            _ when type == typeof(bool) => Gen.Bool.Select(Boxed),
            _ when type == typeof(Money) => Gen.Long.Select(one => Boxed(Money.OfThousandths(one))),
            _ when type == typeof(TimeSpan) => Gen.Int[0, 90_000]
                .Select(one => Boxed(TimeSpan.FromMilliseconds(one * 1.5))),
            _ when type == typeof(DateTimeOffset) => Gen.Int.Select(one =>
                Boxed(OpenCafe.Morning.AddTicks(one * 1_000L))
            ),
            _ when type.IsEnum => Gen.Int[0, Enum.GetValues(type).Length - 1]
                .Select(at => Enum.GetValues(type).GetValue(at)),
            _ when Is(type, typeof(EquatableList<>)) => Several(type, nameof(List)),
            _ when Is(type, typeof(EquatableMap<>)) => Several(type, nameof(Map)),
            _ when type is { IsAbstract: false, IsInterface: false } && type != typeof(object) =>
                Fields(type),
            // Facts within a fact: any kind that holds no others.
            _ when type.IsAbstract && KindsOf(type) is { Length: > 0 } kinds => Gen.Int[
                    0,
                    kinds.Length - 1
                ]
                .SelectMany(at => Of(kinds[at])),
            _ => throw new NotSupportedException($"No test knows how to make a {type}."),
        };
    }

    private static Gen<string> Text { get; } =
        Gen.String[0, 12].Where(text => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD));

    private static Type[] KindsOf(Type type) =>
        [
            .. type
                .Assembly.GetTypes()
                .Where(one =>
                    one.IsSubclassOf(type)
                    && !one.IsAbstract
                    && one.GetProperties()
                        .All(property =>
                            !Is(property.PropertyType, typeof(EquatableList<>))
                            || property.PropertyType.GetGenericArguments()[0] != type
                        )
                ),
        ];

    private static object? Boxed<T>(T value) => value;

    private static bool Is(Type type, Type open) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == open;

    private static Gen<object?> Several(Type type, string make)
    {
        var item = type.GetGenericArguments()[0];
        var typed = typeof(AnyValue)
            .GetMethod(make, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item);
        return Gen.Select(Of(item).Array[0, 3], Text.Array[3])
            .Select((items, keys) => typed.Invoke(null, [items, keys]));
    }

    private static EquatableList<T> List<T>(object?[] items, string[] _) =>
        items.Cast<T>().ToImmutableArray();

    private static EquatableMap<T> Map<T>(object?[] items, string[] keys)
    {
        var map = default(EquatableMap<T>);
        foreach (var (item, key) in items.Zip(keys))
        {
            map = map.Set(key, (T)item!);
        }

        return map;
    }

    private static Gen<object?> Fields(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var nullability = new NullabilityInfoContext();
        var further = type.GetProperties()
            .Where(one =>
                one.SetMethod is { IsPublic: true }
                && !parameters.Any(parameter => parameter.Name == one.Name)
            )
            .ToArray();
        var made = All(parameters.Select(one => Field(one.ParameterType, nullability.Create(one))));
        var set = All(further.Select(one => Field(one.PropertyType, nullability.Create(one))));
        return made.SelectMany(
            arguments => set,
            (arguments, values) =>
            {
                var value = constructor.Invoke([.. arguments]);
                foreach (var (property, content) in further.Zip(values))
                {
                    property.SetValue(value, content);
                }

                return (object?)value;
            }
        );
    }

    private static Gen<object?> Field(Type type, NullabilityInfo nullability) =>
        nullability.ReadState == NullabilityState.Nullable && !type.IsValueType
            ? Gen.Frequency((1, Gen.Const((object?)null)), (3, Of(type)))
            : Of(type);

    private static Gen<ImmutableList<object?>> All(IEnumerable<Gen<object?>> fields) =>
        fields.Aggregate(
            Gen.Const(ImmutableList<object?>.Empty),
            (all, next) => all.SelectMany(some => next.Select(one => some.Add(one)))
        );
}
