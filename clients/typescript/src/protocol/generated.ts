// Generated from protocol/schemas by 'npm run generate'; not to be edited.

/**
 * Confirms everything up to a message. Client to server; sent by: customer, employee, manager, admin, service. Section 7.
 */
export interface Ack {
  type: "ack";
  data?:
    | {
        messageId: string;
        sequence?: number;
      }
    | {
        channel: string;
        sequence?: number;
      };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * Something needs a manager. Server to the readers of: cafe:{cafeId}:alerts. Section 6.
 */
export interface Alert {
  type: "alert";
  data: {
    alertId: string;
    severity: "warning" | "critical";
    category:
      | "queue_length"
      | "order_overdue"
      | "order_unacknowledged"
      | "ready_uncollected"
      | "counter_unavailable"
      | "display_offline"
      | "staffing"
      | "payment_failures"
      | "refund_pending"
      | "item_unavailable"
      | "order_unconfirmed"
      | "intake"
      | "history_trimmed";
    message: string;
    state: "firing" | "acknowledged" | "snoozed";
    since: string;
    suggestedActions: string[];
    counterId?: string;
    orderId?: string;
    currentWaitTime?: number;
    threshold?: number;
    acknowledgedBy?: string;
    snoozedUntil?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Says that somebody looks after an alert. Client to server; sent by: manager, admin. Section 6.
 */
export interface AlertAcknowledge {
  type: "alert_acknowledge";
  data: {
    alertId: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * An alert is over. Server to the readers of: cafe:{cafeId}:alerts. Section 6.
 */
export interface AlertResolved {
  type: "alert_resolved";
  data: {
    alertId: string;
    category:
      | "queue_length"
      | "order_overdue"
      | "order_unacknowledged"
      | "ready_uncollected"
      | "counter_unavailable"
      | "display_offline"
      | "staffing"
      | "payment_failures"
      | "refund_pending"
      | "item_unavailable"
      | "order_unconfirmed"
      | "intake"
      | "history_trimmed";
    resolvedAt: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Silences an alert for a while. Client to server; sent by: manager, admin. Section 6.
 */
export interface AlertSnooze {
  type: "alert_snooze";
  data: {
    alertId: string;
    until?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Something to tell. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 3.
 */
export interface Announcement {
  type: "announcement";
  data: {
    announcementId: string;
    message: string;
    expiresAt?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Tells guests, staff or everyone something. Client to server; sent by: manager, admin. Section 4.
 */
export interface AnnouncementPublish {
  type: "announcement_publish";
  data: {
    audience: "guests" | "staff" | "everyone" | "system:maintenance";
    message: string;
    expiresAt?: string;
    cafeId?: string;
    startsAt?: string;
    announcementId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * A bill is another one than it was. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface BillChanged {
  type: "bill_changed";
  data: {
    billId: string;
    billNumber: string;
    status: "open" | "paid" | "merged" | "closed";
    orders: {
      orderId: string;
      orderNumber: string;
      status: "pending" | "scheduled" | "confirmed" | "preparing" | "ready" | "completed" | "cancelled";
      total: number;
      due: number;
      paymentUrl?: string;
    }[];
    total: number;
    paid: number;
    due: number;
    openedAt: string;
    billVersion: number;
    tableNumber?: string;
    name?: string;
    employeeId?: string;
    parts?: {
      partId: string;
      amount: number;
      paid: boolean;
      lineIds?: string[];
      name?: string;
    }[];
    payments?: {
      paymentId: string;
      at: string;
      method: "card" | "cash";
      amount: number;
      tip: number;
      partId?: string;
      receiptNumber?: number;
      reference?: string;
      by?: string;
      rounding?: number;
      voucher?: string;
    }[];
    closedAt?: string;
    mergedInto?: string;
    reason?: string;
    discount?: number;
    comp?: number;
    serviceCharge?: number;
    rounding?: number;
    cashDue?: number;
    discounts?: {
      appliedId: string;
      off: number;
      lineId?: string;
      discountId?: string;
      name?: string;
      percent?: number;
      amount?: number;
      reason?: string;
      by?: string;
    }[];
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Ends a bill. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface BillClose {
  type: "bill_close";
  data: {
    billId: string;
    reason?: string;
    expectedVersion?: number;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Joins the bill of a table. Client to server; sent by: customer. Section 5.
 */
export interface BillJoin {
  type: "bill_join";
  data: {
    tableNumber: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Opens a bill for a table or a guest. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface BillOpen {
  type: "bill_open";
  data?: {
    tableNumber?: string;
    name?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Records money for a bill. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface BillPay {
  type: "bill_pay";
  data: {
    billId: string;
    method: "card" | "cash";
    amount: number;
    tip?: number;
    partId?: string;
    reference?: string;
    tendered?: number;
    expectedVersion?: number;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Divides what is due of a bill. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface BillSplit {
  type: "bill_split";
  data:
    | {
        billId: string;
        ways: number;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        billId: string;
        /**
         * @minItems 1
         * @maxItems 50
         */
        parts: {
          /**
           * @minItems 1
           * @maxItems 500
           */
          lineIds: string[];
          name?: string;
        }[];
        expectedVersion?: number;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Moves a bill, gives it to somebody else, or merges it into another. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface BillUpdate {
  type: "bill_update";
  data:
    | {
        billId: string;
        tableNumber: string;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        billId: string;
        employeeId: string;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        billId: string;
        mergeInto: string;
        expectedVersion?: number;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * The pickup board changed. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 3.
 */
export interface BoardChanged {
  type: "board_changed";
  data: {
    orderNumber: string;
    status: "preparing" | "ready" | "removed";
    pickupLocation?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Ends a break. Client to server; sent by: employee, manager, admin. Section 6.
 */
export interface BreakEnd {
  type: "break_end";
  data?: {
    employeeId?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Somebody is back from a break. Server to the readers of: cafe:{cafeId}:staff. Section 6.
 */
export interface BreakEnded {
  type: "break_ended";
  data: {
    employeeId: string;
    name: string;
    endedAt: string;
    overBy: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Begins a break. Client to server; sent by: employee, manager, admin. Section 6.
 */
export interface BreakStart {
  type: "break_start";
  data: {
    breakType: "rest" | "meal" | "lunch" | "other";
    duration: number;
    /**
     * @maxItems 50
     */
    coveringEmployees?: string[];
    employeeId?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Somebody began a break. Server to the readers of: cafe:{cafeId}:staff. Section 6.
 */
export interface BreakStarted {
  type: "break_started";
  data: {
    employeeId: string;
    name: string;
    breakType: "rest" | "meal" | "lunch" | "other";
    duration: number;
    coveringEmployees: string[];
    returnTime: string;
    counterIds: string[];
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * The first frame of every session: who you are and what holds for you. Server to one connection. Section 1.
 */
export interface ConnectionEstablished {
  type: "connection_established";
  data: {
    connectionId: string;
    userId: string;
    userType: "customer" | "employee" | "manager" | "admin" | "service";
    cafeId: string | null;
    capabilities: string[];
    serverTime: string;
    heartbeatInterval: number;
    sessionExpiresAt: string;
    protocolVersion: string;
    epoch: string;
    limits: {
      messagesPerMinute: number;
      subscriptions: number;
      maxMessageBytes: number;
      replaysPerMinute: number;
    };
    cafeIds?: string[];
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * A counter opened or went out of service. Server to the readers of: counter:{counterId}:status, cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 5.
 */
export interface CounterStatusChanged {
  type: "counter_status_changed";
  data: {
    counterId: string;
    name: string;
    previousStatus: "active" | "inactive" | "maintenance" | "cleaning";
    currentStatus: "active" | "inactive" | "maintenance" | "cleaning";
    estimatedDowntime?: number;
    reason?: string;
    affectedOrders?: string[];
    updatedBy?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Opens a counter or takes it out of service. Client to server; sent by: manager, admin. Section 5.
 */
export interface CounterStatusUpdate {
  type: "counter_status_update";
  data: {
    counterId: string;
    status: "active" | "inactive" | "maintenance" | "cleaning";
    reason?: string;
    estimatedDowntime?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * A course of an order is held, fired or ready. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders, cafe:{cafeId}:staff. Section 5.
 */
export interface CourseChanged {
  type: "course_changed";
  data: {
    orderId: string;
    orderNumber: string;
    course: number;
    status: "held" | "fired" | "ready";
    updatedBy: string;
    orderVersion: number;
    estimatedTime?: number;
    lineIds?: string[];
    items?: {
      lineId: string;
      itemId: string;
      name: string;
      quantity: number;
      customizations: string[];
      priority: "low" | "normal" | "high" | "urgent";
      status: "queued" | "started" | "ready" | "voided" | "held";
      choices?: {
        groupId: string;
        group: string;
        optionId: string;
        name: string;
      }[];
      note?: string;
      allergies?: (
        | "gluten"
        | "crustaceans"
        | "eggs"
        | "fish"
        | "peanuts"
        | "soy"
        | "milk"
        | "nuts"
        | "celery"
        | "mustard"
        | "sesame"
        | "sulphites"
        | "lupin"
        | "molluscs"
      )[];
      minAge?: number;
      course?: number;
    }[];
    orderType?: "takeaway" | "dine-in";
    tableNumber?: string;
    customerName?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Lets the counters begin a course that is held. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface CourseFire {
  type: "course_fire";
  data: {
    orderId: string;
    course?: number;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Holds a course that nobody began. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface CourseHold {
  type: "course_hold";
  data: {
    orderId: string;
    course: number;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Closes the day, and counts anew from then on. Client to server; sent by: manager, admin. Section 5.
 */
export interface DayClose {
  type: "day_close";
  data?: {
    counted?: number;
    expectedNumber?: number;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Takes something off the price of an order or of a bill. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface DiscountApply {
  type: "discount_apply";
  data:
    | {
        discount:
          | {
              discountId: string;
            }
          | {
              percent: number;
            }
          | {
              amount: number;
            };
        orderId: string;
        lineId?: string;
        reason?: string;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        discount:
          | {
              discountId: string;
            }
          | {
              percent: number;
            }
          | {
              amount: number;
            };
        billId: string;
        lineId?: string;
        reason?: string;
        expectedVersion?: number;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Takes a discount back. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface DiscountRemove {
  type: "discount_remove";
  data:
    | {
        appliedId: string;
        reason: string;
        orderId: string;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        appliedId: string;
        reason: string;
        billId: string;
        expectedVersion?: number;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Begins work. Client to server; sent by: employee, manager, admin. Section 6.
 */
export interface EmployeeClockIn {
  type: "employee_clock_in";
  data?: {
    employeeId?: string;
    location?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Ends work. Client to server; sent by: employee, manager, admin. Section 6.
 */
export interface EmployeeClockOut {
  type: "employee_clock_out";
  data?: {
    employeeId?: string;
    location?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Somebody began or ended work. Server to the readers of: cafe:{cafeId}:staff. Section 6.
 */
export interface EmployeeStatusChanged {
  type: "employee_status_changed";
  data: {
    employeeId: string;
    name: string;
    status: "clocked_in" | "clocked_out";
    location: string | null;
    shift?: {
      startTime: string;
      endTime: string;
    };
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Gives the key under which this connection's payment data is encrypted. Client to server; sent by: customer, employee, manager, admin, service. Section 9.
 */
export interface EncryptionKey {
  type: "encryption_key";
  data: {
    jwk: {
      kty: string;
      crv: string;
      x: string;
      y: string;
      kid?: string;
    };
  };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * Payment data will come encrypted under this key. Server to one connection. Section 9.
 */
export interface EncryptionKeyAccepted {
  type: "encryption_key_accepted";
  data: {
    kid: string;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * Something was refused that is not a command with a valid id. Server to one connection. Section 2.
 */
export interface Error {
  type: "error";
  data: {
    code:
      | "AUTHENTICATION_FAILED"
      | "INSUFFICIENT_PERMISSIONS"
      | "RATE_LIMIT_EXCEEDED"
      | "INVALID_ORDER_STATUS"
      | "MALFORMED_MESSAGE"
      | "VALIDATION_FAILED"
      | "UNKNOWN_MESSAGE_TYPE"
      | "UNSUPPORTED_VERSION"
      | "CONNECTION_LIMIT_EXCEEDED"
      | "HISTORY_UNAVAILABLE"
      | "NOT_FOUND"
      | "CONFLICT"
      | "INTERNAL_ERROR"
      | "SERVICE_UNAVAILABLE"
      | "ITEM_UNAVAILABLE"
      | "CAFE_CLOSED"
      | "INTAKE_PAUSED"
      | "SLOT_UNAVAILABLE"
      | "PICKUP_CODE_INVALID"
      | "PICKUP_CODE_LOCKED"
      | "REFUND_EXCEEDS_CAPTURED"
      | "COVER_REQUIRED"
      | "SIGNATURE_REQUIRED"
      | "SIGNATURE_INVALID";
    message: string;
    action?: string;
    channel?: string;
    requiredRole?: "customer" | "staff" | "manager" | "admin" | "service";
    retryAfter?: number;
    limit?: number;
    window?: number;
    details?: {
      path: string;
      problem: string;
    }[];
    oldestSequence?: number;
    sequence?: number;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * Pauses new orders or takes them again. Client to server; sent by: manager, admin. Section 4.
 */
export interface IntakeUpdate {
  type: "intake_update";
  data: {
    mode: "normal" | "paused";
    until?: string;
    reason?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * An item, a customisation or an option is to be had again, or no more. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 3.
 */
export interface ItemAvailabilityChanged {
  type: "item_availability_changed";
  data:
    | {
        available: boolean;
        itemId: string;
        counterId?: string;
        affectedOrders?: string[];
        remaining?: number;
        backAt?: string;
      }
    | {
        available: boolean;
        customization: string;
        counterId?: string;
        affectedOrders?: string[];
        remaining?: number;
        backAt?: string;
      }
    | {
        available: boolean;
        counterId?: string;
        affectedOrders?: string[];
        optionId: string;
        remaining?: number;
        backAt?: string;
      };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Says that an item, a customisation or an option is to be had or not. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface ItemAvailabilityUpdate {
  type: "item_availability_update";
  data:
    | {
        available: boolean;
        itemId: string;
        counterId?: string;
        cafeId?: string;
        remaining?: number;
        backNextDay?: boolean;
      }
    | {
        available: boolean;
        customization: string;
        counterId?: string;
        cafeId?: string;
        remaining?: number;
        backNextDay?: boolean;
      }
    | {
        available: boolean;
        counterId?: string;
        cafeId?: string;
        optionId: string;
        remaining?: number;
        backNextDay?: boolean;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * The maintenance is over. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff, system:maintenance. Section 3.
 */
export interface MaintenanceEnded {
  type: "maintenance_ended";
  data: {
    maintenanceId: string;
    startsAt: string;
    endsAt: string | null;
    message: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * The system will be maintained. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff, system:maintenance. Section 3.
 */
export interface MaintenanceScheduled {
  type: "maintenance_scheduled";
  data: {
    maintenanceId: string;
    startsAt: string;
    endsAt: string | null;
    message: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * The system is being maintained. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff, system:maintenance. Section 3.
 */
export interface MaintenanceStarted {
  type: "maintenance_started";
  data: {
    maintenanceId: string;
    startsAt: string;
    endsAt: string | null;
    message: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * The café has another menu. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 3.
 */
export interface MenuChanged {
  type: "menu_changed";
  data: {
    revision: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * The command was carried out and is durable. Server to one connection. Section 4.
 */
export interface MessageAcknowledged {
  type: "message_acknowledged";
  data: {
    messageId: string;
    status: "processed";
    processedAt: string;
    result?: {
      orderId?: string;
      orderNumber?: string;
      paymentUrl?: string;
      orderVersion?: number;
      refundId?: string;
      announcementId?: string;
      transactionId?: string;
      affectedOrders?: string[];
      warnings?: {
        path: string;
        message: string;
        allergens?: (
          | "gluten"
          | "crustaceans"
          | "eggs"
          | "fish"
          | "peanuts"
          | "soy"
          | "milk"
          | "nuts"
          | "celery"
          | "mustard"
          | "sesame"
          | "sulphites"
          | "lupin"
          | "molluscs"
        )[];
      }[];
      billId?: string;
      billNumber?: string;
      parts?: {
        partId: string;
        amount: number;
        paid: boolean;
        lineIds?: string[];
        name?: string;
      }[];
      paymentId?: string;
      due?: number;
      change?: number;
      receiptNumber?: number;
      appliedId?: string;
      off?: number;
      rounding?: number;
      closingNumber?: number;
      voucherId?: string;
    };
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * The command was refused; nothing changed. Server to one connection. Section 4.
 */
export interface MessageError {
  type: "message_error";
  data: {
    messageId: string;
    error: {
      code:
        | "AUTHENTICATION_FAILED"
        | "INSUFFICIENT_PERMISSIONS"
        | "RATE_LIMIT_EXCEEDED"
        | "INVALID_ORDER_STATUS"
        | "MALFORMED_MESSAGE"
        | "VALIDATION_FAILED"
        | "UNKNOWN_MESSAGE_TYPE"
        | "UNSUPPORTED_VERSION"
        | "CONNECTION_LIMIT_EXCEEDED"
        | "HISTORY_UNAVAILABLE"
        | "NOT_FOUND"
        | "CONFLICT"
        | "INTERNAL_ERROR"
        | "SERVICE_UNAVAILABLE"
        | "ITEM_UNAVAILABLE"
        | "CAFE_CLOSED"
        | "INTAKE_PAUSED"
        | "SLOT_UNAVAILABLE"
        | "PICKUP_CODE_INVALID"
        | "PICKUP_CODE_LOCKED"
        | "REFUND_EXCEEDS_CAPTURED"
        | "COVER_REQUIRED"
        | "SIGNATURE_REQUIRED"
        | "SIGNATURE_INVALID";
      message: string;
      retryAfter?: number;
      limit?: number;
      window?: number;
      details?: {
        path: string;
        problem: string;
      }[];
      current?: {
        status?: "pending" | "scheduled" | "confirmed" | "preparing" | "ready" | "completed" | "cancelled";
        orderVersion?: number;
        total?: number;
      };
      requiredRole?: "customer" | "staff" | "manager" | "admin" | "service";
      earliest?: string;
    };
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * A page of missed messages, oldest first. Server to one connection. Section 7.
 */
export interface MessageReplay {
  type: "message_replay";
  data: {
    messages: {}[];
    fromMessageId: string | null;
    toMessageId: string | null;
    hasMore: boolean;
    positions?: {
      [k: string]: number;
    };
    complete?: {
      [k: string]: boolean;
    };
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * The café's figures of the hour. Server to the readers of: cafe:{cafeId}:metrics. Section 6.
 */
export interface MetricsUpdate {
  type: "metrics_update";
  data: {
    period: string;
    metrics: {
      ordersReceived: number;
      ordersCompleted: number;
      averageWaitTime: number | null;
      revenue: number;
      /**
       * @maxItems 5
       */
      topItems: {
        name: string;
        count: number;
      }[];
      waitTimeP50?: number;
      waitTimeP90?: number;
      onTimeRate?: number;
      quoteAccuracy?: number;
    };
    counters: {
      counterId: string;
      name: string;
      queueLength: number;
      averageTime: number | null;
      status: "active" | "inactive" | "maintenance" | "cleaning";
    }[];
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Gives an order to a counter or an employee. Client to server; sent by: manager, admin. Section 4.
 */
export interface OrderAssign {
  type: "order_assign";
  data:
    | {
        orderId: string;
        counterId: string;
        expectedVersion?: number;
      }
    | {
        orderId: string;
        employeeId: string;
        expectedVersion?: number;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * A counter has a ticket. Server to the readers of: orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderAssigned {
  type: "order_assigned";
  data: {
    orderId: string;
    orderNumber: string;
    items: {
      lineId: string;
      itemId: string;
      name: string;
      quantity: number;
      customizations: string[];
      priority: "low" | "normal" | "high" | "urgent";
      status: "queued" | "started" | "ready" | "voided" | "held";
      choices?: {
        groupId: string;
        group: string;
        optionId: string;
        name: string;
      }[];
      note?: string;
      allergies?: (
        | "gluten"
        | "crustaceans"
        | "eggs"
        | "fish"
        | "peanuts"
        | "soy"
        | "milk"
        | "nuts"
        | "celery"
        | "mustard"
        | "sesame"
        | "sulphites"
        | "lupin"
        | "molluscs"
      )[];
      minAge?: number;
      course?: number;
    }[];
    orderType: "takeaway" | "dine-in";
    customerName: string | null;
    specialInstructions: string | null;
    estimatedTime: number | null;
    assignedAt: string;
    orderVersion: number;
    tableNumber?: string;
    remakeOf?: {
      orderId: string;
      orderNumber: string;
    };
    remakeReason?: string;
    scheduledFor?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Cancels an order. Client to server; sent by: customer, employee, manager, admin. Section 5.
 */
export interface OrderCancel {
  type: "order_cancel";
  data: {
    orderId: string;
    reason: "customer_request" | "item_unavailable" | "payment_failed" | "not_confirmed" | "uncollected" | "other";
    message?: string;
    refundAmount?: number;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * The order will not be made. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders, cafe:{cafeId}:staff. Section 5.
 */
export interface OrderCancelled {
  type: "order_cancelled";
  data: {
    orderId: string;
    reason: "customer_request" | "item_unavailable" | "payment_failed" | "not_confirmed" | "uncollected" | "other";
    message: string;
    cancelledBy: string;
    refundRequired: boolean;
    refundAmount: number;
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * The order was handed over. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderCompleted {
  type: "order_completed";
  data: {
    orderId: string;
    completedAt: string;
    rating: {
      enabled: boolean;
      url?: string;
    };
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Orders; the server prices. Client to server; sent by: customer, employee, manager, admin. Section 4.
 */
export interface OrderCreate {
  type: "order_create";
  data: {
    cafeId: string;
    /**
     * @minItems 1
     * @maxItems 50
     */
    items: {
      itemId: string;
      quantity: number;
      /**
       * @maxItems 10
       */
      customizations?: string[];
      /**
       * @maxItems 30
       */
      options?: string[];
      note?: string;
      /**
       * @maxItems 14
       */
      allergies?: (
        | "gluten"
        | "crustaceans"
        | "eggs"
        | "fish"
        | "peanuts"
        | "soy"
        | "milk"
        | "nuts"
        | "celery"
        | "mustard"
        | "sesame"
        | "sulphites"
        | "lupin"
        | "molluscs"
      )[];
      course?: number;
    }[];
    orderType: "takeaway" | "dine-in";
    paymentMethod?: "card" | "cash";
    tableNumber?: string;
    specialInstructions?: string;
    customerId?: string;
    customerName?: string;
    expectedTotal?: number;
    /**
     * @maxItems 14
     */
    allergies?: (
      | "gluten"
      | "crustaceans"
      | "eggs"
      | "fish"
      | "peanuts"
      | "soy"
      | "milk"
      | "nuts"
      | "celery"
      | "mustard"
      | "sesame"
      | "sulphites"
      | "lupin"
      | "molluscs"
    )[];
    onBill?: boolean;
    billId?: string;
    scheduledFor?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * An order was taken. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface OrderCreated {
  type: "order_created";
  data: {
    orderId: string;
    orderNumber: string;
    status: "pending" | "scheduled" | "confirmed" | "preparing" | "ready" | "completed" | "cancelled";
    items: {
      lineId: string;
      itemId: string;
      name: string;
      quantity: number;
      customizations: string[];
      unitPrice: number;
      total: number;
      choices?: {
        groupId: string;
        group: string;
        optionId: string;
        name: string;
      }[];
      note?: string;
      allergies?: (
        | "gluten"
        | "crustaceans"
        | "eggs"
        | "fish"
        | "peanuts"
        | "soy"
        | "milk"
        | "nuts"
        | "celery"
        | "mustard"
        | "sesame"
        | "sulphites"
        | "lupin"
        | "molluscs"
      )[];
      minAge?: number;
      taxRate?: number;
      course?: number;
    }[];
    total: number;
    estimatedTime: number | null;
    paymentRequired: boolean;
    orderVersion: number;
    paymentUrl?: string;
    customerName?: string;
    orderType?: "takeaway" | "dine-in";
    tableNumber?: string;
    remakeOf?: {
      orderId: string;
      orderNumber: string;
    };
    taxes?: {
      rate: number;
      net: number;
      tax: number;
    }[];
    taxIncluded?: boolean;
    billId?: string;
    scheduledFor?: string;
    serviceCharge?: number;
    cashDue?: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * An order will be ready earlier or later than said. Server to the readers of: orders:customer:{customerId}. Section 5.
 */
export interface OrderEstimateChanged {
  type: "order_estimate_changed";
  data: {
    orderId: string;
    previousEstimatedTime: number | null;
    estimatedTime: number;
    delayed: boolean;
    reason: string;
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * The time of an order for later has come: the counters have it. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface OrderFired {
  type: "order_fired";
  data: {
    orderId: string;
    orderNumber: string;
    scheduledFor: string;
    updatedBy: string;
    orderVersion: number;
    estimatedTime?: number;
    lateBy?: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Moves a line of an order at its counter, or undoes its start. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface OrderItemUpdate {
  type: "order_item_update";
  data: {
    orderId: string;
    lineId: string;
    status: "queued" | "started" | "ready" | "voided";
    reason?: string;
    expectedVersion?: number;
    allergiesSeen?: boolean;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * A line of an order moved. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderItemUpdated {
  type: "order_item_updated";
  data: {
    orderId: string;
    lineId: string;
    counterId: string | null;
    previousStatus: "queued" | "started" | "ready" | "voided" | "held";
    currentStatus: "queued" | "started" | "ready" | "voided" | "held";
    updatedBy: string;
    orderVersion: number;
    total?: number;
    paymentUrl?: string;
    taxes?: {
      rate: number;
      net: number;
      tax: number;
    }[];
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Writes to the guest of an order. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface OrderNoteAdd {
  type: "order_note_add";
  data: {
    orderId: string;
    message: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * The staff wrote to the guest. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderNoteAdded {
  type: "order_note_added";
  data: {
    orderId: string;
    message: string;
    orderVersion: number;
    addedBy?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * A ticket's urgency changed. Server to the readers of: orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderPriorityChanged {
  type: "order_priority_changed";
  data: {
    orderId: string;
    previousPriority: "low" | "normal" | "high" | "urgent";
    currentPriority: "low" | "normal" | "high" | "urgent";
    reason: string;
    updatedBy: string;
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Says how urgent an order is. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface OrderPriorityUpdate {
  type: "order_priority_update";
  data: {
    orderId: string;
    priority: "low" | "normal" | "high" | "urgent";
    reason: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Rates a completed order, once. Client to server; sent by: customer. Section 4.
 */
export interface OrderRate {
  type: "order_rate";
  data: {
    orderId: string;
    stars: number;
    comment?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * The order waits to be picked up. Server to the readers of: orders:customer:{customerId}. Section 5.
 */
export interface OrderReady {
  type: "order_ready";
  data: {
    orderId: string;
    orderNumber: string;
    pickupLocation: string;
    pickupCode: string | null;
    expiresAt: string | null;
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Has lines of an order made again, for nothing. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface OrderRemake {
  type: "order_remake";
  data: {
    orderId: string;
    reason: string;
    /**
     * @minItems 1
     * @maxItems 50
     */
    lineIds?: string[];
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Says that an order was not handed over after all. Client to server; sent by: employee, manager, admin. Section 4.
 */
export interface OrderReopen {
  type: "order_reopen";
  data: {
    orderId: string;
    reason: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Changes the time of an order for later. Client to server; sent by: customer, employee, manager, admin. Section 4.
 */
export interface OrderReschedule {
  type: "order_reschedule";
  data: {
    orderId: string;
    scheduledFor: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * An order is taken for later, or for another time than before. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface OrderScheduled {
  type: "order_scheduled";
  data: {
    orderId: string;
    orderNumber: string;
    scheduledFor: string;
    updatedBy: string;
    orderVersion: number;
    previousScheduledFor?: string;
    customerName?: string;
    orderType?: "takeaway" | "dine-in";
    tableNumber?: string;
    items?: {
      lineId: string;
      itemId: string;
      name: string;
      quantity: number;
      customizations: string[];
      priority: "low" | "normal" | "high" | "urgent";
      status: "queued" | "started" | "ready" | "voided" | "held";
      choices?: {
        groupId: string;
        group: string;
        optionId: string;
        name: string;
      }[];
      note?: string;
      allergies?: (
        | "gluten"
        | "crustaceans"
        | "eggs"
        | "fish"
        | "peanuts"
        | "soy"
        | "milk"
        | "nuts"
        | "celery"
        | "mustard"
        | "sesame"
        | "sulphites"
        | "lupin"
        | "molluscs"
      )[];
      minAge?: number;
      course?: number;
    }[];
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * An order moved. Server to the readers of: orders:customer:{customerId}, orders:employee:{employeeId}, counter:{counterId}:orders. Section 5.
 */
export interface OrderStatusChanged {
  type: "order_status_changed";
  data: {
    orderId: string;
    previousStatus: "pending" | "scheduled" | "confirmed" | "preparing" | "ready" | "completed" | "cancelled";
    currentStatus: "pending" | "scheduled" | "confirmed" | "preparing" | "ready" | "completed" | "cancelled";
    updatedBy: string;
    estimatedTime: number | null;
    message: string;
    orderVersion: number;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Moves an order on, or back by recall. Client to server; sent by: employee, manager, admin. Section 5.
 */
export interface OrderStatusUpdate {
  type: "order_status_update";
  data: {
    orderId: string;
    status: "confirmed" | "preparing" | "ready" | "completed";
    reason?: string;
    pickupCode?: string;
    expectedVersion?: number;
    allergiesSeen?: boolean;
    ageChecked?: boolean;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * An order costs something else than before. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface OrderTotalChanged {
  type: "order_total_changed";
  data: {
    orderId: string;
    orderNumber: string;
    total: number;
    due: number;
    orderVersion: number;
    discount?: number;
    comp?: number;
    serviceCharge?: number;
    rounding?: number;
    cashDue?: number;
    discounts?: {
      appliedId: string;
      off: number;
      lineId?: string;
      discountId?: string;
      name?: string;
      percent?: number;
      amount?: number;
      reason?: string;
      by?: string;
    }[];
    taxes?: {
      rate: number;
      net: number;
      tax: number;
    }[];
    paymentUrl?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Completes or cancels all orders that are left over. Client to server; sent by: manager, admin. Section 4.
 */
export interface OrdersSettle {
  type: "orders_settle";
  data: {
    status: "completed" | "cancelled";
    reason?: string;
    cafeId?: string;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * A payment failed. Server to the readers of: orders:customer:{customerId}. Section 5.
 */
export interface PaymentFailed {
  type: "payment_failed";
  data:
    | {
        orderId: string;
        reason: string;
        message: string;
        retryUrl: string | null;
        expiresAt: string | null;
        orderVersion: number;
      }
    | {
        orderId: string;
        status: string;
        encrypted: string;
      }
    | {
        orderId: string;
        status: string;
        encryptionRequired: true;
      };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * A payment succeeded. Server to the readers of: orders:customer:{customerId}. Section 5.
 */
export interface PaymentProcessed {
  type: "payment_processed";
  data:
    | {
        orderId: string;
        transactionId: string;
        amount: number;
        method: "card" | "cash";
        status: "success" | "failed";
        receiptUrl: string | null;
        orderVersion: number;
        receiptNumber?: number;
        due?: number;
        rounding?: number;
        voucher?: string;
      }
    | {
        orderId: string;
        status: "success" | "failed";
        receiptNumber?: number;
        due?: number;
        rounding?: number;
        voucher?: string;
        encrypted: string;
      }
    | {
        orderId: string;
        status: "success" | "failed";
        receiptNumber?: number;
        due?: number;
        rounding?: number;
        voucher?: string;
        encryptionRequired: true;
      };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * Records cash, or a gateway's result. Client to server; sent by: employee, manager, admin, service. Section 5.
 */
export interface PaymentRecord {
  type: "payment_record";
  data: {
    orderId: string;
    method: "card" | "cash";
    amount: number;
    result?: "success" | "failed";
    tip?: number;
    providerEventId?: string;
    reason?: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Money was given back. Server to the readers of: orders:customer:{customerId}. Section 5.
 */
export interface PaymentRefunded {
  type: "payment_refunded";
  data:
    | {
        orderId: string;
        refundId: string;
        amount: number;
        totalRefunded: number;
        status: "pending" | "succeeded" | "failed";
        reason: string;
        paymentStatus: "pending" | "processing" | "paid" | "failed" | "refunded" | "partially_refunded";
        orderVersion: number;
        receiptNumber?: number;
      }
    | {
        orderId: string;
        status: "pending" | "succeeded" | "failed";
        receiptNumber?: number;
        encrypted: string;
      }
    | {
        orderId: string;
        status: "pending" | "succeeded" | "failed";
        receiptNumber?: number;
        encryptionRequired: true;
      };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
  ackRequired?: true;
}

/**
 * The client lives; sent every 30 seconds. Client to server; sent by: customer, employee, manager, admin, service. Section 1.
 */
export interface Ping {
  type: "ping";
  data?: {};
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * The server lives; with the heads of the connection's channels. Server to one connection. Section 1.
 */
export interface Pong {
  type: "pong";
  data: {
    heads: {
      [k: string]: number;
    };
  };
  timestamp: string;
  version: string;
  correlationId?: string;
  serverTime: string;
}

/**
 * Subscribes again and asks for everything missed. Client to server; sent by: customer, employee, manager, admin, service. Section 7.
 */
export interface Reconnect {
  type: "reconnect";
  data: {
    /**
     * @maxItems 1000
     */
    channels: string[];
    lastMessageId?: string;
    positions?: {
      [k: string]: number;
    };
    epoch?: string;
  };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * The server restarts; come back after the delay. Server to one connection. Section 1.
 */
export interface ReconnectAdvised {
  type: "reconnect_advised";
  data: {
    delayMs: number;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * Gives money back. Client to server; sent by: manager, admin. Section 5.
 */
export interface RefundIssue {
  type: "refund_issue";
  data: {
    orderId: string;
    amount: number;
    reason: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Says how a refund is, or hands it over again. Client to server; sent by: manager, admin, service. Section 5.
 */
export interface RefundUpdate {
  type: "refund_update";
  data: {
    orderId: string;
    refundId: string;
    status: "pending" | "succeeded" | "failed";
    reason?: string;
    expectedVersion?: number;
  };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Takes the service charge off an order or a bill. Client to server; sent by: manager, admin. Section 5.
 */
export interface ServiceChargeRemove {
  type: "service_charge_remove";
  data:
    | {
        reason: string;
        orderId: string;
        expectedVersion?: number;
        cafeId?: string;
      }
    | {
        reason: string;
        billId: string;
        expectedVersion?: number;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * Asks to hear channels, from now or after a known sequence. Client to server; sent by: customer, employee, manager, admin, service. Section 3.
 */
export interface Subscribe {
  type: "subscribe";
  data: {
    /**
     * @maxItems 1000
     */
    channels: (
      | string
      | {
          channel: string;
          afterSequence?: number;
        }
    )[];
    epoch?: string;
  };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * What is subscribed, what is not and why, and where live begins. Server to one connection. Section 3.
 */
export interface SubscriptionConfirmed {
  type: "subscription_confirmed";
  data: {
    channels: string[];
    failed: {
      channel: string;
      reason:
        | "insufficient_permissions"
        | "invalid_channel"
        | "unknown_channel"
        | "subscription_limit_exceeded"
        | "history_unavailable";
      oldestSequence?: number;
      sequence?: number;
    }[];
    positions: {
      [k: string]: number;
    };
    epoch: string;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * A subscribed pattern covers more channels now. Server to one connection. Section 3.
 */
export interface SubscriptionExtended {
  type: "subscription_extended";
  data: {
    pattern: string;
    channels: string[];
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * A channel may no longer be heard; no frame of it follows. Server to one connection. Section 1.
 */
export interface SubscriptionRevoked {
  type: "subscription_revoked";
  data: {
    channel: string;
    reason: string;
    lastSequence: number;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * The session ends soon; renew it. Server to one connection. Section 1.
 */
export interface TokenExpiring {
  type: "token_expiring";
  data: {
    expiresAt: string;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * Renews the session before it ends. Client to server; sent by: customer, employee, manager, admin, service. Section 1.
 */
export interface TokenRefresh {
  type: "token_refresh";
  data: {
    token: string;
  };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * The session was renewed. Server to one connection. Section 1.
 */
export interface TokenRefreshed {
  type: "token_refreshed";
  data: {
    sessionExpiresAt: string;
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * Asks to hear channels no more. Client to server; sent by: customer, employee, manager, admin, service. Section 3.
 */
export interface Unsubscribe {
  type: "unsubscribe";
  data: {
    /**
     * @maxItems 1000
     */
    channels: string[];
  };
  timestamp?: string;
  version?: string;
  messageId?: string;
  signature?: string;
}

/**
 * What is no longer subscribed. Server to one connection. Section 3.
 */
export interface UnsubscriptionConfirmed {
  type: "unsubscription_confirmed";
  data: {
    channels: string[];
  };
  timestamp: string;
  version: string;
  correlationId?: string;
}

/**
 * How a payment by voucher is. Server to the readers of: orders:customer:{customerId}, cafe:{cafeId}:staff. Section 5.
 */
export interface VoucherChanged {
  type: "voucher_changed";
  data: {
    voucherId: string;
    status: "pending" | "paid" | "refused" | "failed";
    amount: number;
    lastFour: string;
    orderId?: string;
    billId?: string;
    reason?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/**
 * Pays with a voucher or a gift card. Client to server; sent by: customer, employee, manager, admin. Section 5.
 */
export interface VoucherPay {
  type: "voucher_pay";
  data:
    | {
        code: string;
        amount: number;
        orderId: string;
        cafeId?: string;
      }
    | {
        code: string;
        amount: number;
        billId: string;
        cafeId?: string;
      };
  timestamp?: string;
  version?: string;
  messageId: string;
  signature?: string;
}

/**
 * How long an order takes now. Server to the readers of: cafe:{cafeId}:general, cafe:{cafeId}:staff. Section 3.
 */
export interface WaitTimeChanged {
  type: "wait_time_changed";
  data: {
    orderType: "takeaway" | "dine-in";
    mode: "normal" | "busy" | "paused";
    minutes?: number;
    until?: string;
  };
  timestamp: string;
  version: string;
  messageId: string;
  channel: string;
  sequence: number;
  signature?: string;
}

/** Every message that travels on a channel. */
export type ChannelMessage = Alert | AlertResolved | Announcement | BillChanged | BoardChanged | BreakEnded | BreakStarted | CounterStatusChanged | CourseChanged | EmployeeStatusChanged | ItemAvailabilityChanged | MaintenanceEnded | MaintenanceScheduled | MaintenanceStarted | MenuChanged | MetricsUpdate | OrderAssigned | OrderCancelled | OrderCompleted | OrderCreated | OrderEstimateChanged | OrderFired | OrderItemUpdated | OrderNoteAdded | OrderPriorityChanged | OrderReady | OrderScheduled | OrderStatusChanged | OrderTotalChanged | PaymentFailed | PaymentProcessed | PaymentRefunded | VoucherChanged | WaitTimeChanged;

/** The messages of a channel or pattern, by its name. */
export type MessageOn<Name extends string> = string extends Name
  ? ChannelMessage
  : Name extends `cafe:${string}:*`
    ? Alert | AlertResolved | Announcement | BillChanged | BoardChanged | BreakEnded | BreakStarted | CounterStatusChanged | CourseChanged | EmployeeStatusChanged | ItemAvailabilityChanged | MaintenanceEnded | MaintenanceScheduled | MaintenanceStarted | MenuChanged | MetricsUpdate | OrderCancelled | OrderCreated | OrderFired | OrderScheduled | OrderTotalChanged | VoucherChanged | WaitTimeChanged
  : Name extends `cafe:${string}:alerts`
    ? Alert | AlertResolved
  : Name extends `cafe:${string}:general`
    ? Announcement | BoardChanged | CounterStatusChanged | ItemAvailabilityChanged | MaintenanceEnded | MaintenanceScheduled | MaintenanceStarted | MenuChanged | WaitTimeChanged
  : Name extends `cafe:${string}:metrics`
    ? MetricsUpdate
  : Name extends `cafe:${string}:staff`
    ? Announcement | BillChanged | BoardChanged | BreakEnded | BreakStarted | CounterStatusChanged | CourseChanged | EmployeeStatusChanged | ItemAvailabilityChanged | MaintenanceEnded | MaintenanceScheduled | MaintenanceStarted | MenuChanged | OrderCancelled | OrderCreated | OrderFired | OrderScheduled | OrderTotalChanged | VoucherChanged | WaitTimeChanged
  : Name extends `counter:${string}:*`
    ? CounterStatusChanged | CourseChanged | OrderAssigned | OrderCancelled | OrderCompleted | OrderItemUpdated | OrderNoteAdded | OrderPriorityChanged | OrderStatusChanged
  : Name extends `counter:${string}:orders`
    ? CourseChanged | OrderAssigned | OrderCancelled | OrderCompleted | OrderItemUpdated | OrderNoteAdded | OrderPriorityChanged | OrderStatusChanged
  : Name extends `counter:${string}:status`
    ? CounterStatusChanged
  : Name extends `orders:customer:${string}`
    ? BillChanged | CourseChanged | OrderCancelled | OrderCompleted | OrderCreated | OrderEstimateChanged | OrderFired | OrderItemUpdated | OrderNoteAdded | OrderReady | OrderScheduled | OrderStatusChanged | OrderTotalChanged | PaymentFailed | PaymentProcessed | PaymentRefunded | VoucherChanged
  : Name extends `orders:employee:${string}`
    ? CourseChanged | OrderAssigned | OrderCancelled | OrderCompleted | OrderItemUpdated | OrderNoteAdded | OrderPriorityChanged | OrderStatusChanged
  : Name extends `system:maintenance`
    ? MaintenanceEnded | MaintenanceScheduled | MaintenanceStarted
  : ChannelMessage;

/** The payload of each command. */
export interface Commands {
  alert_acknowledge: AlertAcknowledge["data"];
  alert_snooze: AlertSnooze["data"];
  announcement_publish: AnnouncementPublish["data"];
  bill_close: BillClose["data"];
  bill_join: BillJoin["data"];
  bill_open: BillOpen["data"];
  bill_pay: BillPay["data"];
  bill_split: BillSplit["data"];
  bill_update: BillUpdate["data"];
  break_end: BreakEnd["data"];
  break_start: BreakStart["data"];
  counter_status_update: CounterStatusUpdate["data"];
  course_fire: CourseFire["data"];
  course_hold: CourseHold["data"];
  day_close: DayClose["data"];
  discount_apply: DiscountApply["data"];
  discount_remove: DiscountRemove["data"];
  employee_clock_in: EmployeeClockIn["data"];
  employee_clock_out: EmployeeClockOut["data"];
  intake_update: IntakeUpdate["data"];
  item_availability_update: ItemAvailabilityUpdate["data"];
  order_assign: OrderAssign["data"];
  order_cancel: OrderCancel["data"];
  order_create: OrderCreate["data"];
  order_item_update: OrderItemUpdate["data"];
  order_note_add: OrderNoteAdd["data"];
  order_priority_update: OrderPriorityUpdate["data"];
  order_rate: OrderRate["data"];
  order_remake: OrderRemake["data"];
  order_reopen: OrderReopen["data"];
  order_reschedule: OrderReschedule["data"];
  order_status_update: OrderStatusUpdate["data"];
  orders_settle: OrdersSettle["data"];
  payment_record: PaymentRecord["data"];
  refund_issue: RefundIssue["data"];
  refund_update: RefundUpdate["data"];
  service_charge_remove: ServiceChargeRemove["data"];
  voucher_pay: VoucherPay["data"];
}
