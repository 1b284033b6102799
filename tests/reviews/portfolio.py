"""Today's answers of the demo portfolio's workloads, typed from its table."""

from tests.reviews.rel03 import answer, demo

PAYMENTS = demo(
    "PPP",
    done="BP01/3 BP02/3 BP03/3 P4.2",
    partly="A2.4 D4.1 D3.5 S1.3",
    not_done="P1.4 BP01/4 D1.3 P3.5",
)
STOREFRONT = demo("PPP", partly="M1.1", not_done="A2.5 A4.1 M1.5 S3.3 P3.2 S2.1")
ORDER_DESK = answer("---", done="M1.1 S3.1", partly="A1.1 D1.5 M2.5", not_done="BP01/2 BP02/2 BP03/2")
GIFT_CARDS = demo("PP-", done="A3.1 A3.2 A3.5 P3.1", partly="M1.5 S2.1", not_done="BP03/2")
PARCEL_TRACKING = demo(
    "PPP",
    done="BP01/3 BP02/3 BP03/3",
    not_done="A2.3 A2.4 P1.4 P4.1 D4.1 D4.2 A2.2 D1.3 D3.5 D4.3 D4.4 M3.4 P3.2 A3.3 P3.4 P3.5 S1.1 S1.3 S1.5",
)
ROUTE_PLANNER = demo("PPn", not_done="M1.2", not_applicable="A4.4")
WAREHOUSE_CONTROL = demo("P-P", done="D1.1 D1.5 M1.5 S3.1", partly="A1.2 S3.3", not_done="D2.1 BP02/2 P3.2 M2.5")
CUSTOMS = demo(
    "PPP",
    done="BP01/3 BP02/3 BP03/3 P4.2 P4.4 P4.3",
    partly="P4.1",
    not_done="A4.3 P1.4 M2.2 BP01/4 P2.1 M3.1 A3.3 P2.4 BP03/4",
)
COURIER_APP = answer("P??", done="A1.1 A1.3", partly="A2.5")
IDENTITY = demo(
    "PPP",
    done="BP01/3 BP02/3 BP03/3 BP01/4 BP02/4 BP03/4",
    partly="A4.2 M2.4 S2.4",
    not_done="M3.3",
    not_applicable="P2.2",
)
EVENT_BACKBONE = demo(
    "PP-",
    done="A4.2 A4.3 A4.5 P1.2 D2.3 M1.4 A3.1 P3.1 P3.2 S1.2",
    partly="M2.1 S2.2",
    not_done="BP01/3 BP03/2",
)
REPORTING = demo("-P-", done="A4.1 D2.2 M1.1 S1.2 S2.2", partly="S3.2", not_done="BP01/2 M1.2 BP03/2")
PARTNER_API = answer("???")
