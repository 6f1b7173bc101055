from random import randint

from odoo import fields, models


class AftersalesTag(models.Model):
    _name = "aftersales.tag"
    _description = "After-Sales Tag"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11), aggregator=None)

    _name_uniq = models.Constraint("unique (name)", "This tag already exists.")
