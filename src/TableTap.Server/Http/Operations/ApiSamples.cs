namespace TableTap.Server.Http.Operations;

/// <summary>Samples of the reference, in the words of the protocol's own; a test holds them to their schemas.</summary>
internal static class ApiSamples
{
    private const string Cut =
        "\"epoch\":\"0190c5a4d2e07b3c8f1d2a6b9e4f0000\",\"positions\":{\"cafe:cafe_uuid:general\":7}}";

    private const string Line =
        """{"orderId":"order_uuid","orderNumber":"ORD-001234","status":"confirmed","orderVersion":3,"orderType":"takeaway","items":[{"lineId":"line_uuid","itemId":"cappuccino","name":"Cappuccino","quantity":2,"customizations":["Extra shot"],"unitPrice":4.00,"total":8.00,"status":"queued","counterId":"counter_uuid","choices":[{"groupId":"size","group":"Size","optionId":"large","name":"Large"}],"note":"Not too hot, please","allergies":["nuts"],"minAge":18,"taxRate":21,"course":2,"discount":2.00}],"total":6.58,"payment":{"method":"card","status":"pending","captured":0.00,"tip":0.00,"refunded":0.00,"transactionId":"txn_123456","receiptNumber":1201,"captures":[{"tender":"gateway","amount":6.58,"tip":0.50,"at":"2024-01-15T10:30:20.000Z","receiptNumber":1201}]},"createdAt":"2024-01-15T10:30:00.000Z","estimatedTime":10,"estimatedReadyAt":"2024-01-15T10:40:00.000Z","delayed":false,"held":false,"confirmedAt":"2024-01-15T10:30:30.000Z","remakeOf":{"orderId":"order_uuid_1","orderNumber":"ORD-001230"},"notes":[{"at":"2024-01-15T10:31:00.000Z","message":"We are out of oat milk: is soy fine?","by":"employee_uuid"}],"remakeReason":"Spilled","taxes":[{"rate":21,"net":5.45,"tax":1.15}],"taxIncluded":true,"billId":"bill_uuid","scheduledFor":"2024-01-15T10:40:00.000Z","due":6.58,"cashDue":6.60,"discount":1.00,"comp":1.00,"serviceCharge":0.60,"rounding":-0.02,"discounts":[{"appliedId":"applied_uuid","off":1.00,"lineId":"line_uuid","percent":100,"reason":"Cold","by":"employee_uuid"},{"appliedId":"applied_uuid_2","off":1.00,"discountId":"happy_hour","name":"Happy hour","amount":1.00,"by":"employee_uuid"}],"nextCourse":2,"courseFiresAt":"2024-01-15T10:45:00.000Z"}""";

    public const string Menu =
        """{"cafeId":"cafe_uuid","name":"TableTap Demo Café","currency":"EUR","revision":1,"open":true,"items":[{"itemId":"cappuccino","name":"Cappuccino","category":"Coffee","price":3.50,"available":true,"customizations":["Extra shot","Oat milk"],"groups":["size"],"prices":{"large":4.30},"description":"Two shots, much foam","photo":"https://cafe.example/cappuccino.jpg","allergens":["milk"],"additives":["Flavouring"],"spiciness":1,"diets":["vegetarian"],"remaining":6,"backAt":"2024-01-16T03:00:00.000Z","minAge":18,"taxClass":"drinks","menus":["breakfast"]}],"customizations":[{"name":"Extra shot","price":0.50,"available":true,"label":"Διπλή δόση"}],"outages":[{"customization":"Oat milk","counterId":"counter_uuid"},{"itemId":"mocha","counterId":"counter_uuid","backAt":"2024-01-16T03:00:00.000Z"},{"optionId":"iced"}],"tables":["7"],"groups":[{"groupId":"size","name":"Size","required":true,"min":1,"max":1,"options":[{"optionId":"regular","name":"Regular","available":true,"default":true},{"optionId":"large","name":"Large","available":true,"price":4.20,"description":"Half a litre","photo":"https://cafe.example/large.jpg","allergens":[],"additives":["Flavouring"],"spiciness":1,"diets":["vegan"],"remaining":2,"backAt":"2024-01-16T03:00:00.000Z","minAge":16},{"optionId":"huge","name":"Huge","available":false,"difference":1.00}]}],"tax":{"included":true,"rounding":"order","decimals":2,"classes":[{"taxClassId":"drinks","name":"Drinks","rate":21,"takeawayRate":6}]},"bills":"join","scheduleHorizon":2880,"courses":3,"menus":[{"menuId":"breakfast","name":"Πρωινό","open":true,"hours":[{"day":"monday","from":"07:00","to":"11:00"}]}],"categories":[{"category":"Coffee","photo":"https://cafe.example/coffee.jpg"}],"language":"el","languages":["en","el"],"serviceCharge":{"percent":10,"decimals":2,"orderType":"dine-in","taxClass":"drinks"},"cashRounding":0.05,"discounts":{"named":[{"discountId":"happy_hour","name":"Happy hour","by":"employee","percent":20},{"discountId":"staff_meal","name":"Staff meal","by":"manager","amount":3.00}],"employeePercent":10,"employeeComps":false},"vouchers":true,"seller":{"name":"Corner Coffee BV","address":["Rue Haute 1","1000 Brussels"],"taxNumber":"BE 0123.456.789","footer":"Thank you"},"""
        + Cut;

    public const string Board =
        """{"cafeId":"cafe_uuid","orders":[{"orderNumber":"ORD-001233","status":"ready","pickupLocation":"Counter 2"},{"orderNumber":"ORD-001234","status":"preparing"}],"""
        + Cut;

    public const string WaitTime =
        """{"cafeId":"cafe_uuid","waitTimes":[{"orderType":"takeaway","minutes":9,"mode":"paused","until":"2024-01-15T11:00:00.000Z","reason":"2 ahead at Espresso Bar, 1 barista"},{"orderType":"dine-in","minutes":8,"mode":"paused","until":"2024-01-15T11:00:00.000Z"}],"""
        + Cut;

    public const string Counters =
        """{"cafeId":"cafe_uuid","counters":[{"counterId":"counter_uuid","name":"Espresso Bar","status":"maintenance","estimatedDowntime":20,"reason":"Equipment cleaning","since":"2024-01-15T14:00:00.000Z","tags":["hot_drinks"],"lanes":2,"employeeIds":["employee_uuid"],"queueLength":3}],"""
        + Cut;

    public const string Staff =
        """{"cafeId":"cafe_uuid","staff":[{"employeeId":"employee_uuid","name":"Jane Smith","role":"employee","counters":["counter_uuid"],"status":"clocked_in","since":"2024-01-15T09:00:00.000Z","location":"Counter 1","shift":{"startTime":"2024-01-15T09:00:00.000Z","endTime":"2024-01-15T17:00:00.000Z"},"break":{"breakType":"lunch","startedAt":"2024-01-15T13:00:00.000Z","returnTime":"2024-01-15T13:30:00.000Z","coveringEmployees":["employee_uuid_2"],"counterIds":["counter_uuid"]}}],"""
        + Cut;

    public const string Metrics =
        """{"cafeId":"cafe_uuid","period":"current_hour","metrics":{"ordersReceived":45,"ordersCompleted":42,"averageWaitTime":8.5,"revenue":687.50,"topItems":[{"name":"Cappuccino","count":15},{"name":"Americano","count":12}],"waitTimeP50":7.5,"waitTimeP90":13,"onTimeRate":0.93,"quoteAccuracy":0.88},"counters":[{"counterId":"counter_uuid","name":"Espresso Bar","queueLength":3,"averageTime":6.2,"status":"active"}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:metrics":100}}""";

    public const string MetricsHistory =
        """{"cafeId":"cafe_uuid","timeZone":"Europe/Brussels","moments":[{"sequence":100,"at":"2024-01-15T10:30:00.000Z","metrics":{"ordersReceived":45,"ordersCompleted":42,"averageWaitTime":8.5,"revenue":687.50,"topItems":[{"name":"Cappuccino","count":15},{"name":"Americano","count":12}],"waitTimeP50":7.5,"waitTimeP90":13,"onTimeRate":0.93,"quoteAccuracy":0.88},"counters":[{"counterId":"counter_uuid","name":"Espresso Bar","queueLength":3,"averageTime":6.2,"status":"active"}]}],"hasMore":false,"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000"}""";

    public const string Alerts =
        """{"cafeId":"cafe_uuid","alerts":[{"alertId":"alert_uuid","severity":"warning","category":"queue_length","message":"Counter 1 queue exceeding 10 minutes average wait time","state":"acknowledged","since":"2024-01-15T10:29:00.000Z","suggestedActions":["Assign additional staff","Activate backup counter","Notify customers of delay"],"counterId":"counter_uuid","currentWaitTime":12.5,"threshold":10,"acknowledgedBy":"manager_uuid"},{"alertId":"alert_uuid_2","severity":"warning","category":"order_overdue","message":"ORD-001234 is at 160 % of its quote","state":"snoozed","since":"2024-01-15T10:29:00.000Z","suggestedActions":[],"orderId":"order_uuid","snoozedUntil":"2024-01-15T10:45:00.000Z"}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:alerts":20}}""";

    public const string Orders =
        """{"cafeId":"cafe_uuid","orders":["""
        + Line
        + """],"nextCursor":"AQjcFRZl6vAAb3JkZXJfdXVpZA","""
        + Cut;

    public const string Order =
        """{"cafeId":"cafe_uuid","order":"""
        + Line
        + ""","history":[{"at":"2024-01-15T10:30:00.000Z","type":"order_created","text":"Ordered for EUR 8.00, to be paid by card; about 12 min","orderVersion":1,"by":"customer_uuid"},{"at":"2024-01-15T10:30:30.000Z","type":"payment_processed","text":"Paid EUR 8.00 by card","orderVersion":2,"by":"system"},{"at":"2024-01-15T10:30:30.000Z","type":"order_confirmed","text":"Confirmed; ready in about 10 min","orderVersion":3,"by":"system"}],"wait":{"cause":"queue","text":"2 ahead at Espresso Bar, 1 barista","minutes":10,"delayed":false,"ahead":2,"staff":1,"counterId":"counter_uuid"},"""
        + Cut;

    public const string Refunds =
        """{"cafeId":"cafe_uuid","currency":"EUR","refunds":[{"refundId":"refund_uuid","amount":5.50,"status":"pending","reason":"Wrong milk","requestedAt":"2024-01-15T10:50:00.000Z","updatedAt":"2024-01-15T10:50:00.000Z","provider":"stripe","transactionId":"pi_123456","delivery":{"attempts":1,"dead":false,"lastError":"it answers 500","nextAttemptAt":"2024-01-15T10:50:12.000Z"},"orderId":"order_uuid","orderNumber":"ORD-001234","receiptNumber":1202,"taxes":[{"rate":21,"net":4.55,"tax":0.95}],"ofReceipt":1201}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:alerts":20}}""";

    public const string Taxes =
        """{"cafeId":"cafe_uuid","currency":"EUR","lastReceiptNumber":1202,"days":[{"day":"2024-01-15","taxes":[{"rate":21,"net":412.40,"tax":86.60},{"rate":6,"net":150.00,"tax":9.00}],"net":562.40,"tax":95.60}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:metrics":100}}""";

    public const string Bills =
        """{"cafeId":"cafe_uuid","currency":"EUR","bills":[{"billId":"bill_uuid","billNumber":"BILL-000042","status":"closed","orders":[{"orderId":"order_uuid","orderNumber":"ORD-001234","status":"completed","total":15.50,"due":5.50,"paymentUrl":"https://app.table-tap.com/payment/order_uuid"}],"total":15.50,"paid":10.00,"due":5.50,"openedAt":"2024-01-15T10:30:00.000Z","billVersion":6,"tableNumber":"12","name":"Window","employeeId":"employee_uuid","parts":[{"partId":"part_uuid","amount":10.00,"paid":true,"lineIds":["line_uuid"],"name":"John"}],"payments":[{"paymentId":"payment_uuid","at":"2024-01-15T11:30:00.000Z","method":"card","amount":10.00,"tip":1.00,"partId":"part_uuid","receiptNumber":1201,"reference":"T1-4711","by":"employee_uuid","rounding":-0.02,"voucher":"1234"}],"closedAt":"2024-01-15T11:45:00.000Z","mergedInto":"bill_uuid_2","reason":"Left without paying","discount":1.00,"comp":6.70,"serviceCharge":1.50,"rounding":-0.02,"cashDue":5.50,"discounts":[{"appliedId":"applied_uuid","off":6.70,"lineId":"line_uuid_2","percent":100,"reason":"Cold","by":"employee_uuid"},{"appliedId":"applied_uuid_2","off":1.00,"discountId":"happy_hour","name":"Happy hour","amount":1.00,"by":"employee_uuid"}]}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:staff":12}}""";

    public const string BillReceipt =
        """{"cafeId":"cafe_uuid","cafeName":"Corner Café","currency":"EUR","billId":"bill_uuid","billNumber":"BILL-000042","status":"paid","openedAt":"2024-01-15T10:30:00.000Z","lines":[{"lineId":"line_uuid","orderNumber":"ORD-001234","name":"Cappuccino","details":["Oat milk"],"quantity":2,"price":8.00,"orderedAt":"2024-01-15T10:30:00.000Z","taxRate":21},{"lineId":"line_uuid_2","orderNumber":"ORD-001240","name":"Croissant","details":[],"quantity":1,"price":7.50,"orderedAt":"2024-01-15T11:10:00.000Z","taxRate":21}],"total":15.50,"taxes":[{"rate":21,"net":12.81,"tax":2.69}],"paid":15.50,"due":0.00,"refunded":0.00,"payments":[{"tender":"terminal","amount":8.00,"tip":1.00,"taxes":[{"rate":21,"net":6.61,"tax":1.39}],"paymentId":"payment_uuid","at":"2024-01-15T11:30:00.000Z","receiptNumber":1201,"reference":"T1-4711","lineIds":["line_uuid"],"billTotal":15.50},{"tender":"gateway","amount":7.50,"tip":0.00,"taxes":[{"rate":21,"net":6.20,"tax":1.30}],"at":"2024-01-15T11:20:00.000Z","receiptNumber":1200,"provider":"stripe"}],"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:staff":12},"tableNumber":"12","closedAt":"2024-01-15T11:31:00.000Z","seller":{"name":"Corner Coffee BV","address":["Rue Haute 1","1000 Brussels"],"taxNumber":"BE 0123.456.789","footer":"Thank you"}}""";

    public const string Closings =
        """{"cafeId":"cafe_uuid","currency":"EUR","closings":[{"number":7,"day":"2024-01-15","from":"2024-01-14T22:10:00.000Z","to":"2024-01-15T22:05:00.000Z","by":"manager_uuid","orders":45,"gross":658.00,"net":562.40,"tax":95.60,"tips":12.50,"drawer":{"float":150.00,"taken":203.50,"expected":353.50,"counted":352.00,"difference":-1.50}}],"nextCursor":"AQjcFRZl6vAAY2xvc2luZ183","epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:metrics":100}}""";

    public const string Closing =
        """{"cafeId":"cafe_uuid","cafeName":"Corner Café","currency":"EUR","closing":{"kind":"z","summary":{"number":7,"day":"2024-01-15","from":"2024-01-14T22:10:00.000Z","to":"2024-01-15T22:05:00.000Z","by":"manager_uuid","orders":45,"gross":658.00,"net":562.40,"tax":95.60,"tips":12.50,"drawer":{"float":150.00,"taken":203.50,"expected":353.50,"counted":352.00,"difference":-1.50}},"taxes":[{"rate":21,"net":412.40,"tax":86.60},{"rate":6,"net":150.00,"tax":9.00}],"untaxed":0.00,"tenders":[{"payments":20,"amount":201.00,"tips":8.00,"refunds":1,"refunded":5.50,"total":203.50,"tender":"cash"},{"payments":24,"amount":462.50,"tips":4.50,"refunds":0,"refunded":0.00,"total":467.00,"tender":"gateway","provider":"stripe"}],"people":[{"payments":20,"amount":201.00,"tips":8.00,"refunds":1,"refunded":5.50,"total":203.50,"tender":"cash","employeeId":"employee_uuid","name":"Jane Smith"}],"refunds":{"count":1,"amount":5.50},"voids":{"count":2,"amount":7.00},"cancellations":{"count":1,"amount":3.50},"prices":{"discounts":4.20,"comps":6.70,"serviceCharge":12.00,"rounding":-0.02},"items":[{"itemId":"item_uuid","name":"Cappuccino","category":"Coffee","units":15,"amount":52.50}],"categories":[{"category":"Coffee","units":15,"amount":52.50}],"terminalPayments":[{"at":"2024-01-15T11:30:00.000Z","reference":"T1-4711","amount":10.00,"tip":1.00,"employeeId":"employee_uuid"}],"open":[{"number":"BILL-000042","due":5.50,"billId":"bill_uuid"},{"number":"ORD-001234","due":8.00,"orderId":"order_uuid"}],"receipts":{"from":1158,"to":1202}},"epoch":"0190c5a4d2e07b3c8f1d2a6b9e4f0000","positions":{"cafe:cafe_uuid:metrics":100}}""";

    public const string Slots =
        """{"cafeId":"cafe_uuid","slots":[{"at":"2024-01-15T12:00:00.000Z","available":false},{"at":"2024-01-15T12:15:00.000Z","available":true}],"until":"2024-01-22T10:30:00.000Z"}""";

    public const string Undelivered =
        """{"cafeId":"cafe_uuid","messages":[{"channel":"orders:customer:customer_uuid","messageId":"msg_0190c5a4d2e07b3c8f1d2a6b9e4f0001","type":"order_ready","orderId":"order_uuid","orderNumber":"ORD-001234","since":"2024-01-15T10:45:00.000Z","attempts":3}],"hasMore":false}""";

    public const string Audit =
        """{"lines":[{"chain":"cafe_uuid","number":42,"at":"2024-01-15T10:35:00.0000000Z","actor":"manager_uuid","role":"manager","address":"192.0.2.1","command":"refund_issue","messageId":"msg_refund_1","target":"order_uuid","result":"processed","count":1,"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],"nextCursor":"1042"}""";

    public const string Publication =
        """{"messages":[{"messageId":"pos-4711","type":"announcement","channel":"cafe:cafe_uuid:general","data":{"announcementId":"a-1","message":"Fresh cake"}}]}""";

    public const string Command =
        """{"type":"order_status_update","messageId":"msg_123456","data":{"orderId":"order_uuid","status":"preparing"}}""";

    public const string Acknowledged =
        """{"type":"message_acknowledged","data":{"messageId":"msg_123456","status":"processed","processedAt":"2024-01-15T10:30:01.000Z"},"timestamp":"2024-01-15T10:30:01.000Z","version":"1.0","correlationId":"msg_123456"}""";
}
