{
    "name": "After-Sales Service: Drop Shipping",
    "summary": "Returns and exchanges of goods that the vendor delivered to the customer",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "aftersales_addon founders",
    "license": "LGPL-3",
    "depends": ["aftersales_addon", "stock_dropshipping"],
    "data": [
        "views/rma_type_views.xml",
        "views/rma_views.xml",
    ],
    "demo": ["demo/demo.xml"],
    "auto_install": True,
}
