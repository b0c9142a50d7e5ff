using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>The words of slips in one language; a <c>*</c> stands for what is put in.</summary>
internal sealed record SlipWords
{
    /// <summary>The languages, by their codes (BCP 47).</summary>
    public static IReadOnlyDictionary<string, SlipWords> ByLanguage { get; } =
        new Dictionary<string, SlipWords>(StringComparer.Ordinal)
        {
            ["en"] = new()
            {
                Takeaway = "Take away",
                Table = "Table *",
                For = "For *",
                Again = "Again for *: ",
                Allergy = "ALLERGY: *",
                MinAge = "From * years",
                Course = "Course *",
                Unprintable = "LETTERS MISSING - READ IT ON THE SCREEN",
                Copy = "COPY",
                PossibleCopy = "POSSIBLE COPY - MADE ALREADY?",
                Kinds =
                [
                    "",
                    "ADDED",
                    "VOID",
                    "VOID - WHOLE ORDER",
                    "NOT HERE ANY MORE",
                    "WAIT",
                    "CHANGED",
                    "BACK TO THE COUNTER",
                ],
                Priorities = ["No hurry", "Normal", "High", "URGENT"],
                Allergens =
                [
                    "gluten",
                    "crustaceans",
                    "eggs",
                    "fish",
                    "peanuts",
                    "soy",
                    "milk",
                    "nuts",
                    "celery",
                    "mustard",
                    "sesame",
                    "sulphites",
                    "lupin",
                    "molluscs",
                ],
            },
            ["nl"] = new()
            {
                Takeaway = "Meenemen",
                Table = "Tafel *",
                For = "Voor *",
                Again = "Opnieuw voor *: ",
                Allergy = "ALLERGIE: *",
                MinAge = "Vanaf * jaar",
                Course = "Gang *",
                Unprintable = "LETTERS ONTBREKEN - LEES HET OP HET SCHERM",
                Copy = "KOPIE",
                PossibleCopy = "MISSCHIEN KOPIE - AL GEMAAKT?",
                Kinds =
                [
                    "",
                    "ERBIJ",
                    "VERVALT",
                    "VERVALT - HELE BESTELLING",
                    "NIET MEER HIER",
                    "WACHTEN",
                    "GEWIJZIGD",
                    "TERUG NAAR DE TOOG",
                ],
                Priorities = ["Geen haast", "Normaal", "Hoog", "DRINGEND"],
                Allergens =
                [
                    "gluten",
                    "schaaldieren",
                    "eieren",
                    "vis",
                    "pinda's",
                    "soja",
                    "melk",
                    "noten",
                    "selderij",
                    "mosterd",
                    "sesam",
                    "sulfiet",
                    "lupine",
                    "weekdieren",
                ],
            },
            ["fr"] = new()
            {
                Takeaway = "À emporter",
                Table = "Table *",
                For = "Pour *",
                Again = "À refaire pour * : ",
                Allergy = "ALLERGIE : *",
                MinAge = "À partir de * ans",
                Course = "Service *",
                Unprintable = "LETTRES MANQUANTES - LIRE SUR L'ÉCRAN",
                Copy = "COPIE",
                PossibleCopy = "COPIE POSSIBLE - DÉJÀ FAIT ?",
                Kinds =
                [
                    "",
                    "EN PLUS",
                    "ANNULÉ",
                    "ANNULÉ - TOUTE LA COMMANDE",
                    "PLUS ICI",
                    "ATTENDRE",
                    "MODIFIÉ",
                    "RETOUR AU COMPTOIR",
                ],
                Priorities = ["Sans hâte", "Normal", "Prioritaire", "URGENT"],
                // Code page 858 has no ligature: eggs are written in four letters.
                Allergens =
                [
                    "gluten",
                    "crustacés",
                    "oeufs",
                    "poisson",
                    "arachides",
                    "soja",
                    "lait",
                    "fruits à coque",
                    "céleri",
                    "moutarde",
                    "sésame",
                    "sulfites",
                    "lupin",
                    "mollusques",
                ],
            },
            ["de"] = new()
            {
                Takeaway = "Zum Mitnehmen",
                Table = "Tisch *",
                For = "Für *",
                Again = "Noch einmal für *: ",
                Allergy = "ALLERGIE: *",
                MinAge = "Ab * Jahren",
                Course = "Gang *",
                Unprintable = "BUCHSTABEN FEHLEN - AM BILDSCHIRM LESEN",
                Copy = "KOPIE",
                PossibleCopy = "VIELLEICHT KOPIE - SCHON GEMACHT?",
                Kinds =
                [
                    "",
                    "DAZU",
                    "STORNO",
                    "STORNO - GANZE BESTELLUNG",
                    "NICHT MEHR HIER",
                    "WARTEN",
                    "GEÄNDERT",
                    "ZURÜCK AN DIE THEKE",
                ],
                Priorities = ["Keine Eile", "Normal", "Hoch", "DRINGEND"],
                Allergens =
                [
                    "Gluten",
                    "Krebstiere",
                    "Eier",
                    "Fisch",
                    "Erdnüsse",
                    "Soja",
                    "Milch",
                    "Schalenfrüchte",
                    "Sellerie",
                    "Senf",
                    "Sesam",
                    "Sulfite",
                    "Lupinen",
                    "Weichtiere",
                ],
            },
        };

    /// <summary>The guest takes it away.</summary>
    public required string Takeaway { get; init; }

    /// <summary>The guest sits at a table; with its number.</summary>
    public required string Table { get; init; }

    /// <summary>When it is wanted; with the time.</summary>
    public required string For { get; init; }

    /// <summary>It is made again; with the first order's number, before the reason.</summary>
    public required string Again { get; init; }

    /// <summary>What the guest cannot eat; with the allergens.</summary>
    public required string Allergy { get; init; }

    /// <summary>How old the guest has to be; with the age.</summary>
    public required string MinAge { get; init; }

    /// <summary>A course; with its number.</summary>
    public required string Course { get; init; }

    /// <summary>The printer cannot print all of the text above.</summary>
    public required string Unprintable { get; init; }

    /// <summary>Somebody asked for it once more.</summary>
    public required string Copy { get; init; }

    /// <summary>It may have been printed before.</summary>
    public required string PossibleCopy { get; init; }

    /// <summary>The heading of each <see cref="SlipKind"/>, in its order.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The word of each <see cref="OrderPriority"/>, in its order.</summary>
    public required IReadOnlyList<string> Priorities { get; init; }

    /// <summary>The word of each <see cref="Allergen"/>, in its order.</summary>
    public required IReadOnlyList<string> Allergens { get; init; }

    /// <summary>A text with something put in.</summary>
    /// <param name="text">The text, with its star.</param>
    /// <param name="value">What takes the place of the star.</param>
    public static string With(string text, string value) =>
        text.Replace("*", value, StringComparison.Ordinal);
}
