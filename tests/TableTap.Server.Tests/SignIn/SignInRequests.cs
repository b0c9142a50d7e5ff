using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;

namespace TableTap.Server.Tests.SignIn;

/// <summary>What the tests of signing in ask a server for.</summary>
internal static class SignInRequests
{
    /// <summary>The code of a table of the demo café, as its manager reads it.</summary>
    public static async Task<string> CodeAsync(
        this TestServer server,
        string table,
        string cafe = "demo"
    )
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            $"/v1/cafes/{cafe}/tables/{table}/code",
            server.Token("root", Role.Admin)
        );
        Assert.Equal(200, (int)answer.StatusCode);
        return (await answer.JsonAsync()).Text("tableCode");
    }

    public static Task<HttpResponseMessage> TryGuestAsync(
        this TestServer server,
        string code,
        string cafe = "demo"
    ) => server.PostAsync("guest", $$"""{"cafeId":"{{cafe}}","tableCode":"{{code}}"}""");

    public static async Task<JsonElement> GuestAsync(this TestServer server, string code)
    {
        using var answer = await server.TryGuestAsync(code);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> TryPinAsync(
        this TestServer server,
        string who,
        string pin,
        string? device = null,
        (string Name, string Value)? header = null
    ) =>
        server.PostAsync(
            "pin",
            device is null
                ? $$"""{"cafeId":"demo","employeeId":"{{who}}","pin":"{{pin}}"}"""
                : $$"""{"cafeId":"demo","employeeId":"{{who}}","pin":"{{pin}}","device":"{{device}}"}""",
            header
        );

    public static async Task<JsonElement> PinAsync(this TestServer server, string who, string pin)
    {
        using var answer = await server.TryPinAsync(who, pin);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> SetPinAsync(
        this TestServer server,
        string token,
        string who,
        string pin
    ) =>
        server.SendAsync(
            HttpMethod.Put,
            $"/v1/cafes/demo/staff/{who}/pin",
            token,
            $$"""{"pin":"{{pin}}"}"""
        );

    public static Task<HttpResponseMessage> RefreshAsync(
        this TestServer server,
        JsonElement session,
        string address = "refresh"
    ) => server.PostAsync(address, $$"""{"refreshToken":"{{session.Text("refreshToken")}}"}""");

    public static async Task<HttpResponseMessage> PostAsync(
        this TestServer server,
        string address,
        string body,
        (string Name, string Value)? header = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/auth/{address}");
        request.Content = new StringContent(body, null, "application/json");
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
