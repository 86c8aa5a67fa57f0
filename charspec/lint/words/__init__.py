"""What words mean to rules: of looks, garments, manners of drawing, company; of triggers and traits."""
