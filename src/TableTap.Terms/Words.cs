using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace TableTap.Terms;

/// <summary>Says the word of an enumeration's member where it is not the member's name in <c>snake_case</c>.</summary>
/// <param name="word">The word as it is written outside: <c>dine-in</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    /// <summary>The word as it is written outside.</summary>
    public string Word { get; } = word;
}

/// <summary>Says that the words of an enumeration are written in capitals, as error codes are: <c>NOT_FOUND</c>.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class CapitalWordsAttribute : Attribute;

/// <summary>
/// The words that stand for the members of enumerations wherever they leave the program: on the wire, in the journal, in files
/// and logs (docs/protocol.md §2). The word is the member's name in <c>snake_case</c>, unless <see cref="WordAttribute"/> or
/// <see cref="CapitalWordsAttribute"/> says otherwise. Thread-safe.
/// </summary>
public static class Words
{
    extension<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T member)
        where T : struct, Enum
    {
        /// <summary>The word that stands for this member outside the program.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The enumeration has no such member.</exception>
        public string Word => Table<T>.Words[PlaceOf(member)];
    }

    /// <summary>All words of an enumeration, in its order.</summary>
    /// <typeparam name="T">The type of the enumeration.</typeparam>
    public static IReadOnlyList<string> Of<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >()
        where T : struct, Enum => Table<T>.Words;

    /// <summary>Finds the member that a word stands for: exactly, no number and no other case.</summary>
    /// <typeparam name="T">The type of the enumeration.</typeparam>
    /// <param name="word">The word as it is written outside.</param>
    /// <param name="member">The member of the word; the default where the answer is false.</param>
    public static bool TryRead<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >(string? word, out T member)
        where T : struct, Enum
    {
        var place = Array.IndexOf(Table<T>.Words, word);
        member = place < 0 ? default : Table<T>.Members[place];
        return place >= 0;
    }

    /// <summary>The place of a member among all of its enumeration, which is that of its word in <see cref="Of{T}"/>.</summary>
    /// <typeparam name="T">The type of the enumeration.</typeparam>
    /// <param name="member">The member.</param>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration has no such member.</exception>
    internal static int PlaceOf<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >(T member)
        where T : struct, Enum
    {
        var place = Array.IndexOf(Table<T>.Members, member);
        return place >= 0
            ? place
            : throw new ArgumentOutOfRangeException(nameof(member), member, "not a member");
    }

    /// <summary>The member at a place.</summary>
    /// <typeparam name="T">The type of the enumeration.</typeparam>
    /// <param name="place">The place, from 0.</param>
    internal static T At<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >(int place)
        where T : struct, Enum => Table<T>.Members[place];

    // Not generic: there are fifty enumerations, and a program that starts compiles what it does for each of them once more.
    private static string[] Spell(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type enumeration
    )
    {
        var naming = enumeration.IsDefined(typeof(CapitalWordsAttribute), inherit: false)
            ? JsonNamingPolicy.SnakeCaseUpper
            : JsonNamingPolicy.SnakeCaseLower;
        return Array.ConvertAll(
            Enum.GetNames(enumeration),
            name =>
                enumeration.GetField(name)!.GetCustomAttribute<WordAttribute>()?.Word
                ?? naming.ConvertName(name)
        );
    }

    private static class Table<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >
        where T : struct, Enum
    {
        public static readonly T[] Members = Enum.GetValues<T>();

        public static readonly string[] Words = Spell(typeof(T));
    }
}
