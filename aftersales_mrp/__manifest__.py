{
    "name": "After-Sales Service: Kits",
    "summary": "Returns, refunds and exchanges of kits that are delivered as components",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "aftersales_addon founders",
    "license": "LGPL-3",
    "depends": ["aftersales_addon", "sale_mrp"],
    "data": [
        "security/ir.model.access.csv",
        "wizard/rma_request_views.xml",
        "views/rma_views.xml",
    ],
    "demo": ["demo/demo.xml"],
    "auto_install": True,
}
