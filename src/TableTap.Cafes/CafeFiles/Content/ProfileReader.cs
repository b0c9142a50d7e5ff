using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>Makes a café of a file's values; goes on after whatever is wrong, so that all of it is told at once.</summary>
internal static class ProfileReader
{
    /// <summary>Reads a whole café from the root of a file.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="node">The file.</param>
    /// <returns>Its id, and what it is; of use only where nothing was wrong.</returns>
    public static (string CafeId, CafeProfile Profile) Read(FileFindings findings, FileNode node)
    {
        var file = new MapReader(
            findings,
            node,
            "",
            "a café",
            "id",
            "name",
            "currency",
            "timeZone",
            "openingHours",
            "menu",
            "customizations",
            "groups",
            "tax",
            "discounts",
            "serviceCharge",
            "cashRounding",
            "closing",
            "seller",
            "vouchers",
            "menus",
            "categories",
            "languages",
            "counters",
            "tables",
            "bills",
            "staff",
            "limits"
        );
        foreach (var needed in (string[])["openingHours", "menu", "counters"])
        {
            if (file[needed] is null)
            {
                file.Missing(needed);
            }
        }

        var currency = file.Text("currency");
        var decimals = AmountText.DecimalsOf(currency);
        var texts = new LocalTexts(file.Texts("languages"), findings);
        return (
            file.Text("id"),
            new(
                file.Text("name"),
                currency,
                file.Text("timeZone"),
                Hours(findings, file["openingHours"]),
                Each(
                    findings,
                    file,
                    "menu",
                    "items",
                    (found, node, path) => Item(found, node, path, decimals, texts)
                ),
                Each(
                    findings,
                    file,
                    "customizations",
                    "customisations",
                    (found, node, path) => Custom(found, node, path, decimals, texts)
                ),
                Each(findings, file, "counters", "counters", Counter),
                file.Texts("tables"),
                Each(findings, file, "staff", "people", Person),
                LimitFields.Read(findings, file["limits"]),
                Each(
                    findings,
                    file,
                    "groups",
                    "choice groups",
                    (found, node, path) => ChoiceFields.Group(found, node, path, decimals, texts)
                ),
                TaxFields.Read(findings, file),
                Bills(file),
                Each(
                    findings,
                    file,
                    "menus",
                    "menus",
                    (found, node, path) => MenuFields.Menu(found, node, path, texts)
                ),
                Each(
                    findings,
                    file,
                    "categories",
                    "headings",
                    (found, node, path) => MenuFields.Category(found, node, path, texts)
                ),
                texts.Languages,
                texts.Translations,
                PriceFields.Discounts(findings, file, decimals),
                PriceFields.ServiceCharge(findings, file),
                PriceFields.CashRounding(file, decimals)
            )
            {
                Vouchers = file.OptionalText("vouchers"),
                Closing = ClosingFields.Read(findings, file, decimals),
                Seller = SellerFields.Read(findings, file),
            }
        );
    }

    private static EquatableList<T> Each<T>(
        FileFindings findings,
        MapReader file,
        string name,
        string what,
        Func<FileFindings, FileNode, string, T> read
    ) =>
        file.Items(name, $"a list of {what}")
            .Select((node, i) => read(findings, node, $"{name}[{i}]"))
            .ToEquatableList();

    private static BillAccess Bills(MapReader file) =>
        file["bills"] switch
        {
            null => BillAccess.Nobody,
            FileText text when Words.TryRead<BillAccess>(text.Text, out var word) => word,
            var other => file.Wrong(
                "bills",
                other,
                $"expected one of {string.Join(", ", Words.Of<BillAccess>())}",
                BillAccess.Nobody
            ),
        };

    private static EquatableList<OpeningHours> Hours(FileFindings findings, FileNode? node) =>
        node switch
        {
            null => [],
            FileText { Text: ProfileWriter.Always } => OpeningHours.Always,
            FileMap => WeekPlan
                .Read(findings, node, "openingHours", "opening hours")
                .Select(span => new OpeningHours(span.Day, span.From, span.To))
                .ToEquatableList(),
            _ => Wrong(findings, node),
        };

    private static EquatableList<OpeningHours> Wrong(FileFindings findings, FileNode node)
    {
        findings.Add(
            node.Mark,
            "openingHours",
            $"expected spans by day, such as monday: 07:00-18:00, or {ProfileWriter.Always}"
        );
        return [];
    }

    private static MenuItem Item(
        FileFindings findings,
        FileNode node,
        string path,
        int decimals,
        LocalTexts texts
    )
    {
        var item = new MapReader(
            findings,
            node,
            path,
            "an item of the menu",
            [
                "itemId",
                "name",
                "category",
                "price",
                "tag",
                "preparation",
                "customizations",
                "groups",
                "prices",
                "taxClass",
                "menus",
                .. DishFields.Names,
            ]
        );
        var itemId = item.Text("itemId");
        var key = TranslationKey.Item(itemId);
        return new(
            itemId,
            texts.Text(item, "name", _ => key),
            item.Text("category"),
            item.Amount("price", isNeeded: true, decimals),
            item.OptionalText("tag"),
            item.Duration("preparation"),
            item.Texts("customizations"),
            item.Texts("groups"),
            ChoiceFields.Prices(findings, item, decimals),
            DishFields.Read(findings, item, texts, key),
            item.OptionalText("taxClass"),
            item.Texts("menus")
        );
    }

    private static Customization Custom(
        FileFindings findings,
        FileNode node,
        string path,
        int decimals,
        LocalTexts texts
    )
    {
        var custom = new MapReader(findings, node, path, "a customisation", "name", "price");
        return new(
            texts.Text(custom, "name", TranslationKey.Customization),
            custom.Amount("price", isNeeded: false, decimals)
        );
    }

    private static CounterProfile Counter(FileFindings findings, FileNode node, string path)
    {
        var counter = new MapReader(
            findings,
            node,
            path,
            "a counter",
            "counterId",
            "name",
            "tags",
            "lanes",
            "priority",
            "fallback",
            "capacity"
        );
        return new(
            counter.Text("counterId"),
            counter.Text("name"),
            counter.Texts("tags"),
            counter.Count("lanes", 1),
            counter.Count("priority", 0),
            counter.Flag("fallback"),
            counter["capacity"] is null ? null : counter.Count("capacity", 1)
        );
    }

    private static StaffRecord Person(FileFindings findings, FileNode node, string path)
    {
        var person = new MapReader(
            findings,
            node,
            path,
            "a person",
            "employeeId",
            "name",
            "role",
            "counters",
            "shifts"
        );
        var role = person.Text("role") switch
        {
            "employee" or "" => Role.Employee,
            "manager" => Role.Manager,
            _ => person.Wrong(
                "role",
                person["role"]!,
                "expected employee or manager",
                Role.Employee
            ),
        };
        return new(
            person.Text("employeeId"),
            person.Text("name"),
            role,
            person.Texts("counters"),
            person["shifts"] is { } shifts
                ? WeekPlan
                    .Read(findings, shifts, person.Below("shifts"), "shifts by day")
                    .Select(span => new PlannedShift(span.Day, span.From, span.To))
                    .ToEquatableList()
                : []
        );
    }
}
