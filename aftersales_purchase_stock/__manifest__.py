{
    "name": "After-Sales Service: Vendor Claims",
    "summary": "Claims to the vendor for what customers returned: term, return, credit note",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "aftersales_addon founders",
    "license": "LGPL-3",
    "depends": ["aftersales_addon", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/vendor_claim_rules.xml",
        "data/vendor_claim_data.xml",
        "views/vendor_claim_views.xml",
        "views/product_supplierinfo_views.xml",
        "views/rma_views.xml",
    ],
    "demo": ["demo/demo.xml"],
    "auto_install": True,
}
