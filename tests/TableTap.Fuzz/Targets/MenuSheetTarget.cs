using System.Text;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering;

namespace TableTap.Fuzz.Targets;

/// <summary>A menu as a sheet: what is read is written and read again as the same menu; what is not is told why.</summary>
internal static class MenuSheetTarget
{
    public static FuzzTarget Target { get; } =
        new(
            "menu-sheet",
            () =>
                new[]
                {
                    MenuSheet.Write(DemoCafe.Profile),
                    "name,price\nTea,2.50\n",
                    "name;category;price:Small;price:Large\n\"Tea; iced\";Cold;2,50 €;3,20 €\n",
                    "type,group,id,name:en,name:el,price,prices,groups\ngroup,,size,Size,\u039c\u03ad\u03b3\u03b5\u03b8\u03bf\u03c2,,,\noption,size,s,Small,,,,\nitem,,tea,Tea,,2,s=2.50,size\n",
                    "Token,Item Name,Variation Name,Price,Category\nA,Tea,Small,2.50,Hot\nB,Tea,Large,3.10,Hot\n",
                    "Handle,SKU,Name,Category,Option 1 name,Option 1 value,Price [Main]\ntea,1,Tea,Hot,Size,Small,2.50\ntea,2,,,,Large,3.10\n",
                    "ID,Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n1,variable,tea,<b>Tea</b>,1,,,Size,\"S, L\"\n2,variation,tea-s,Tea S,1,2.50,tea,Size,S\n",
                }.Select(Encoding.UTF8.GetBytes),
            Try
        );

    private static void Try(byte[] input)
    {
        var read = MenuSheet.Read(input, null, MenuSheet.StandIn);
        if (read.Profile is not { } profile)
        {
            BrokenRuleException.Unless(
                read.Problems.Count > 0,
                "A sheet that is not read is told what is wrong."
            );
            return;
        }

        var again = MenuSheet.Read(
            Encoding.UTF8.GetBytes(MenuSheet.Write(profile)),
            MenuSource.Csv,
            profile
        );
        BrokenRuleException.Unless(
            profile.Equals(again.Profile),
            "A menu that is written as a sheet is read as it was."
        );
    }
}
