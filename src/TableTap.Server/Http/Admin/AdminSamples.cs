namespace TableTap.Server.Http.Admin;

/// <summary>What operators are told, as samples for the reference.</summary>
internal static class AdminSamples
{
    public const string Status =
        """{"server":{"version":"1.0.0","state":"draining","startedAt":"2024-01-15T08:00:00.000Z","uptimeSeconds":9000.5,"cpuSeconds":312.4,"processors":2,"trouble":"the disk is full","drain":"""
        + Drain
        + ""","backplane":"Redis at redis:6379: no answer","host":"till-1","id":"9f86d081884c7d65"},"memory":{"workingSetBytes":146800640,"heapBytes":52428800,"outboxBytes":4096},"connections":{"total":3,"limit":8000,"byRole":{"customer":2,"employee":1},"catchingUp":1},"channels":{"total":3,"list":[{"channel":"cafe:cafe_uuid:general","head":812,"readers":2,"behind":1,"lag":7}]},"slow":["""
        + Connection
        + """],"silent":["""
        + Connection
        + """],"screens":[{"cafeId":"cafe_uuid","counterId":"counter_uuid","name":"Espresso Bar","connected":false,"since":"2024-01-15T10:02:00.000Z","unseen":2,"unseenSince":"2024-01-15T10:28:00.000Z"}],"findings":[{"check":"disk-full","severity":"error","since":"2024-01-15T10:20:00.000Z","text":"The disk of /var/lib/tabletap has 100 MiB free.","fix":"Free some space: a full disk refuses every command."}],"rates":{"seconds":60.0,"deliveredPerSecond":41.5,"replayedPerSecond":0.2,"resentPerMinute":1.0,"catchUpsPerMinute":2.0,"refusedPerMinute":{"RATE_LIMIT_EXCEEDED":3.0},"closedPerMinute":{"4408":1.0},"failedPerMinute":{"connection_lost":1.0}},"commit":{"count":402,"p50Ms":1.4,"p95Ms":3.9,"p99Ms":8.2},"delivery":{"count":2490,"p50Ms":2.1,"p95Ms":6.3,"p99Ms":18.0},"queues":{"commands":0,"journal":1,"dispatch":0,"threads":0},"cafes":[{"cafeId":"cafe_uuid","name":"Corner Café","intake":"paused","openOrders":12,"connections":{"total":3,"byRole":{"customer":2,"employee":1}},"pausedUntil":"2024-01-15T11:00:00.000Z","pausedBy":"admin_uuid"}],"cafeCount":1,"peers":[{"id":"2c26b46b68ffc68f","silentSeconds":1,"host":"till-2","version":"1.0.0","connections":5}]}""";

    public const string Connections =
        """{"connections":["""
        + Connection
        + """],"nextCursor":"conn_0190c5a4-d2e0-7b3c-8f1d-2a6b9e4f0001"}""";

    public const string Drain =
        """{"since":"2024-01-15T10:30:00.000Z","until":"2024-01-15T10:35:00.000Z","disconnect":true,"by":"admin_uuid","reason":"New version"}""";

    public const string Raise =
        """{"limit":"SocketsPerUser","id":"employee_uuid","value":20,"since":"2024-01-15T10:30:00.000Z","until":"2024-01-15T12:30:00.000Z","by":"admin_uuid","reason":"Wedding, six tablets"}""";

    private const string Connection =
        """{"connectionId":"conn_0190c5a4-d2e0-7b3c-8f1d-2a6b9e4f0001","userId":"customer_uuid","role":"customer","cafeIds":["cafe_uuid"],"since":"2024-01-15T10:12:00.000Z","channels":["orders:customer:customer_uuid"],"channelCount":1,"backlogBytes":4096,"live":false,"address":"192.0.2.1","silentSeconds":41,"stalledSeconds":12,"receivedBytes":2048,"sentBytes":65536}""";
}
